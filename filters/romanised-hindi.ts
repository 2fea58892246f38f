/**
 * Little words of Hindi as they are written in Latin letters, less those that are also words of a language that the
 * text model reads (`par`, `se`, `log`, `main`).
 */
const WORDS = new Set(
  (
    "hai hain hoon hun tha thi hota hoti hote nahi nahin nahi kya kyun kyon kaise kab kaun kuch bhi aur ya " +
    "yeh ye woh unka unki unke inka inki inke iska iski iske uska uski uske mera meri mere teri " +
    "tum aap apna apni apne mujhe tumhe humein hame inko unko isko usko inhe unhe ka ki ke ko mein liye saath " +
    "karo karna karne karta karti karte kiya raha rahi rahe gayi diya jaata jaati jaate jata jati jate " +
    "hua hui hue wala wali wale sabhi sabse bahut bohot logon jaise tarah kabhi sirf chahiye chahie wahi yahi"
  ).split(" "),
);
/** Words of the list that other languages have, too: they count beside others only. */
const SHARED = new Set(
  "tha thi ya ye tum ko ka ki ke wala hun mein hue hui hua kab aur gayi jate tarah".split(" "),
);

/**
 * Whether a text is Hindi in Latin letters, which language detectors by n-grams know in Devanagari only: a seventh of
 * its words or more are little words of Hindi, one of them no other language's, or two of them different.
 */
export function isRomanisedHindi(text: string): boolean {
  const words = text.toLowerCase().match(/\p{L}+/gu) ?? [];
  const found = words.filter((word) => WORDS.has(word));
  const hasOwn = found.some((word) => !SHARED.has(word));
  return (hasOwn || new Set(found).size > 1) && found.length * 7 >= words.length;
}
