import { readFileSync } from "node:fs";
import { dataFile } from "../data-file.ts";

/** Names that say too little in a sentence, and what to say instead. */
const phrases: Readonly<Record<string, string>> = JSON.parse(
  readFileSync(dataFile("illustrations/phrases.json"), "utf8"),
);

/** Names that stand without an article: what is many, what is not counted, and what is written on a sign. */
const UNCOUNTED =
  /^(?:sparkles|anger symbol|water wave|fire|bread|rice|cooked rice|butter|salt|cheese wedge|bacon|honey|money|lacrosse|judo|thread|yarn|pasta|spaghetti|dna|fog|wind|snow|oden|hair|plastic|broken chain|.* (?:hair|wheat|of rice|of corn)|(?:ice|bubble|green) tea|sake|beer|mate)$/iu;
const SINGULAR_IN_S = /(?:ss|us|is|bus|compass|cactus|octopus|lotus|tennis|swiss|abacus|process)$/iu;
const PLURAL = /(?:[a-z]s|people|men|women|teeth|feet|geese|dice)$/iu;
/** Words that end the noun: what follows them does not make it plural. */
const HEAD =
  /^(.*?)(?: (?:with|in|of|on|and|from|without|holding|facing|wearing|showing|over|under|at|behind|walking|running|wrestling|dancing|having)\b.*)?$/iu;

/**
 * Unicode's name as it stands in a sentence: `woman: medium skin tone, red hair` → `a woman with medium skin
 * tone and red hair`, `flag: Chad` → `the flag of Chad`.
 */
export function subjectOf(name: string): string {
  const [head = "", rest] = name.split(/: (.*)/su);
  if (rest === undefined) return withArticle(plainName(head));
  const parts = rest.split(", ");
  if (head === "flag") return `the flag of ${rest}`;
  if (head === "keycap") return `a keycap with the sign ${rest}`;
  const people = parts.filter((part) => isPerson(part)).map(withArticle);
  const facing = parts.filter((part) => part.startsWith("facing "));
  const traits = parts.filter((part) => !isPerson(part) && !part.startsWith("facing ")).map(trait);
  const who = people.length > 0 ? ` of ${list(people)}` : "";
  const how = traits.length > 0 ? ` with ${list(traits)}` : "";
  return [`${withArticle(plainName(head))}${who}${how}`, ...facing].join(" ");
}

/** `a`, `an`, `the` or nothing before a name. */
function withArticle(name: string): string {
  const head = HEAD.exec(name)?.[1] ?? name;
  const phrase = Object.hasOwn(phrases, name) ? phrases[name] : undefined;
  if (phrase !== undefined) return phrase;
  if (UNCOUNTED.test(name) || (PLURAL.test(head) && !SINGULAR_IN_S.test(head))) return name;
  if (/^[A-Z]{2,}/u.test(head)) return `a button with the sign ${name.replace(/ button$/u, "")}`;
  const vowel = /^(?:[aeio]|u(?!ni|til|se)|hour)/iu.test(name) && !/^(?:one|euro|ewe)/iu.test(name);
  return `${vowel ? "an" : "a"} ${name}`;
}

/** `A button (blood type)` → `blood type A button`; other names are as people say them. */
function plainName(name: string): string {
  const note = /^(\S+) button \((.*)\)$/u.exec(name);
  return note ? `${note[2]} ${note[1]} button` : name.replace(/’/gu, "'");
}

function isPerson(part: string): boolean {
  return /^(?:man|woman|boy|girl|person|adult|child)$/u.test(part);
}

function trait(part: string): string {
  if (part === "beard") return "a beard";
  return part === "bald" ? "a bald head" : part;
}

function list(items: readonly string[]): string {
  const last = items.at(-1) ?? "";
  return items.length < 2 ? last : `${items.slice(0, -1).join(", ")} and ${last}`;
}
