import { resolveConfusablesTransformer } from "obscenity";
import { normaliseText, unmaskText } from "../fold-text.ts";
import { decoded } from "./decode.ts";
import { repairWords } from "./repair.ts";
import { HOMONYMS } from "./terms.ts";

/** Letters of other alphabets and of mathematics and phonetics that are drawn like Latin ones. */
const confusables = resolveConfusablesTransformer();

/** Each as it looks, then what it stands for. */
const LOOK_ALIKE: Readonly<Record<string, string>> = Object.fromEntries(
  "аa еe оo рp сc хx уy іi ѕs јj ԁd һh мm тt кk вb нn οo αa εe ρp νv τt υu χx ιi κk ηn оo ᴀa ʙb ᴄc ᴅd ᴇe ꜰf ɢg ʜh ɪi ᴊj ᴋk ʟl ᴍm ɴn ᴏo ᴘp ʀr ꜱs ᴛt ᴜu ᴠv ᴡw ʏy ᴢz"
    .split(" ")
    .map((pair) => [...pair] as [string, string]),
);

const LEET: Readonly<Record<string, string>> = {
  "0": "o",
  "1": "i",
  "2": "z",
  "3": "e",
  "4": "a",
  "5": "s",
  "6": "g",
  "7": "t",
  "8": "b",
  "9": "g",
  "@": "a",
  $: "s",
  "€": "e",
  "+": "t",
  "!": "i",
  "|": "l",
  "*": "",
};

/**
 * The ways to read a prompt, the prompt as it stands first, each once: normalised; without marks on letters;
 * look-alike letters as Latin ones; letters that stand alone or with signs between them joined; digits and signs as
 * the letters that they are drawn like, and `1` as l as well; drawn-out letters single; words that hide, jumble, double or lack a letter put right; simple encodings decoded.
 * A form that equals one before it is left out.
 */
export function promptForms(prompt: string): readonly string[] {
  const clear = decoded(prompt);
  const plain = normaliseText(clear);
  const latin = toLatin(plain);
  const joined = joinLetters(latin);
  const unsigned = unleet(joined, LEET);
  const forms = [
    prompt,
    clear,
    plain,
    latin,
    unmaskText(plain) ?? plain,
    joined,
    unsigned,
    unleet(joined, { ...LEET, "1": "l", "!": "l", "|": "i" }),
    unsigned.replace(/(\p{L})\1{2,}/gu, "$1"),
    repairWords(latin),
    repairWords(unsigned),
  ].filter((form) => form.trim() !== "");
  return [...new Set(forms.map((form) => form.replace(HOMONYMS, "animal")))];
}

/** The words of a prompt from right to left, for lists of words alone: no model learned to read backwards. */
export function reversedWords(prompt: string): string {
  const latin = toLatin(normaliseText(prompt));
  return latin
    .split(" ")
    .map((word) => [...word].reverse().join(""))
    .join(" ");
}

function toLatin(text: string): string {
  return [...text.normalize("NFKD").replace(/\p{M}/gu, "").normalize("NFC")].map(latinLetter).join("");
}

/** Only letters that look Latin change; forms before this one keep a Russian or Greek word as it is. */
function latinLetter(letter: string): string {
  const small = LOOK_ALIKE[letter.toLowerCase()];
  if (small !== undefined) return small;
  if (/[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}\p{P}\p{N}\s]/u.test(letter)) return letter;
  const code = letter.codePointAt(0) ?? 0;
  const found = "transform" in confusables ? confusables.transform(code) : undefined;
  return found === undefined ? letter : String.fromCodePoint(found);
}

/** `p o r n`, `p-o.r*n`, `n!u!d!e`: single letters with the same kind of gap between them, three at least. */
function joinLetters(text: string): string {
  const gaps = ["[ ]{1,3}", "[-_.,*/'’!~+:;|·]{1,2}"];
  return gaps.reduce(
    (all, gap) =>
      all.replace(
        new RegExp(`(?<![\\p{L}\\p{N}])[\\p{L}\\p{N}](?:${gap}[\\p{L}\\p{N}]){2,}(?![\\p{L}\\p{N}])`, "gu"),
        (run) => run.replace(/[^\p{L}\p{N}]/gu, ""),
      ),
    text,
  );
}

/** Words of letters and signs in which letters are not outnumbered; numbers and prices stay. */
function unleet(text: string, table: Readonly<Record<string, string>>): string {
  return text.replace(/[\p{L}\d@$€+!|*]+/gu, (word) => {
    const letters = word.match(/\p{L}/gu)?.length ?? 0;
    if (letters === 0 || letters === [...word].length || letters * 3 < [...word].length) return word;
    const body = word.replace(/[!*+]+$/u, "");
    return [...body].map((sign) => table[sign] ?? sign).join("");
  });
}
