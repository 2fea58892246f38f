/**
 * Words that are written wrongly to pass by lists of words. Only such as no other English word is one step from; the
 * lists themselves hold many more, in their right spelling.
 */
const GUARDED =
  "porn nude nudes naked hentai topless undressed unclothed erotic blowjob hardcore masturbate lingerie genitals penis vagina pornography pornographic masturbating orgasm beheaded decapitated dismembered mutilated tortured murdered corpse suicide swastika".split(
    " ",
  );

/** Words that only look like a guarded one with a letter doubled or a vowel left out. */
const OTHERS = new Set("rapped prn hntai crps trtrd nds swstk".split(" "));

/** A sign in a word's middle that hides a letter. */
const HIDING = /[*#%&_?~^=]/u;

/**
 * A text with guarded words put right: letters hidden by signs (`p#rn`), the middle jumbled (`nkaed`), two letters
 * swapped, one letter of a long word wrong, missing or too many, and a word cut in two (`nak ed`).
 */
export function repairWords(text: string): string {
  const words = text.split(" ");
  const out: string[] = [];
  for (let i = 0; i < words.length; i++) {
    const [word, next] = [words[i] ?? "", words[i + 1] ?? ""];
    const joined = GUARDED.find((one) => one.length > 4 && next !== "" && one === bare(word) + bare(next));
    if (joined) i++;
    out.push(joined ?? repaired(word) ?? word);
  }
  return out.join(" ");
}

function bare(word: string): string {
  return word.toLowerCase().replace(/^\p{P}+|[\p{P}\p{S}]+$/gu, "");
}

function repaired(word: string): string | undefined {
  const own = bare(word);
  return own.length < 3 ? undefined : GUARDED.find((guarded) => own !== guarded && meant(own, guarded));
}

function meant(word: string, guarded: string): boolean {
  if (OTHERS.has(word)) return false;
  if (HIDING.test(word)) return hidden(word, guarded);
  if (doubled(word, guarded) || vowelless(word, guarded)) return true;
  if (guarded.length < 5) return false;
  return jumbled(word, guarded) || swapped(word, guarded) || (guarded.length > 7 && oneOff(word, guarded));
}

/** Each sign stands for one letter; at least two letters are shown. */
function hidden(word: string, guarded: string): boolean {
  const letters = [...word];
  return (
    letters.length === guarded.length &&
    letters.filter((letter) => !HIDING.test(letter)).length >= 2 &&
    letters.every((letter, i) => HIDING.test(letter) || letter === guarded[i])
  );
}

/** Letters written twice or more: `nnuuddee`, `nakked`. */
function doubled(word: string, guarded: string): boolean {
  const single = (text: string) => text.replace(/(.)\1+/gu, "$1");
  return word.length > guarded.length && single(word) === single(guarded);
}

/** Vowels left out, three letters at least left: `nkd`, `nked`. */
function vowelless(word: string, guarded: string): boolean {
  const lost = guarded.length - word.length;
  if (lost < 1 || word.length < 3 || word[0] !== guarded[0]) return false;
  let at = 0;
  for (const letter of guarded)
    if (word[at] === letter) at++;
    else if (!/[aeiou]/u.test(letter)) return false;
  const isBare = !/[aeiou]/u.test(word);
  return at === word.length && (isBare || (lost === 1 && guarded.length > 4));
}

/** The same letters between the same first and last one. */
function jumbled(word: string, guarded: string): boolean {
  const sorted = (text: string) => [...text].sort().join("");
  return word[0] === guarded[0] && word.at(-1) === guarded.at(-1) && sorted(word) === sorted(guarded);
}

function swapped(word: string, guarded: string): boolean {
  const at = [...guarded].findIndex((letter, i) => letter !== word[i]);
  return (
    at >= 0 &&
    word.length === guarded.length &&
    word === guarded.slice(0, at) + guarded[at + 1] + guarded[at] + guarded.slice(at + 2)
  );
}

function oneOff(word: string, guarded: string): boolean {
  const at = [...guarded].findIndex((letter, i) => letter !== word[i]);
  if (at < 1) return false;
  const [rest, other] = [guarded.slice(at), word.slice(at)];
  return (
    rest.slice(1) === other.slice(1) || rest.slice(1) === other || (other !== "" && rest === other.slice(1))
  );
}
