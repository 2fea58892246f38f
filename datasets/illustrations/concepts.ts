import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { dataFile } from "../data-file.ts";
import { jsonOf } from "./packages.ts";

/** Skin tones as Unicode names them, by emojibase's number (Fitzpatrick 1–2, 3, 4, 5, 6). */
const tones = ["", "light", "medium-light", "medium", "medium-dark", "dark"] as const;

/** What an emoji says about the people in it; everything is null where nothing is stated. */
export interface Emoji {
  /** Code points without variation selectors, upper case: `1F469-1F3FD-200D-2695`. */
  readonly hexcode: string;
  readonly emoji: string;
  /** Unicode's English name: `woman health worker: medium skin tone`. */
  readonly name: string;
  /** Group and subgroup of Unicode's emoji-test.txt. */
  readonly group: string;
  readonly subgroup: string;
  /** The hexcode that all variants by skin tone, gender and direction share: what a split may never cut. */
  readonly concept: string;
  readonly gender: "female" | "male" | "both" | null;
  readonly skinTones: readonly string[];
  /** Words that emojibase and emojilib file it under. */
  readonly keywords: readonly string[];
}

interface Entry {
  readonly hexcode: string;
  readonly label: string;
  readonly emoji: string;
  readonly tags?: readonly string[];
  readonly group?: number;
  readonly subgroup?: number;
  readonly tone?: number | readonly number[];
  readonly skins?: readonly Entry[];
}

interface Groups {
  readonly groups: Readonly<Record<string, string>>;
  readonly subgroups: Readonly<Record<string, string>>;
}

/** Every emoji of Unicode 17 that is a picture of something, by hexcode. */
export async function readEmoji(): Promise<ReadonlyMap<string, Emoji>> {
  const withheld = await readWithheld();
  const emoji = (await readParents()).flatMap(({ parent, group, subgroup, words }) => {
    const keywords = words.filter((word) => !withheld.has(digestOfWord(word)));
    const concept = conceptOf(parent.hexcode);
    return [parent, ...(parent.skins ?? [])].map((entry): Emoji => {
      const gender = group === "people-body" ? genderOf(entry.label) : null;
      const skinTones = [entry.tone ?? []].flat().map((tone) => tones[tone] ?? "");
      const hexcode = plainHexcode(entry.hexcode);
      return {
        hexcode,
        emoji: entry.emoji,
        name: entry.label,
        group,
        subgroup,
        concept,
        gender,
        skinTones,
        keywords,
      };
    });
  });
  return new Map(emoji.map((one) => [one.hexcode, one]));
}

/** Every keyword, those that are withheld too, in alphabetical order. */
export async function readKeywords(): Promise<readonly string[]> {
  return [...new Set((await readParents()).flatMap(({ words }) => words))].sort();
}

/** Emoji that are pictures of something, without their skin tones, and all their keywords. */
async function readParents() {
  const entries = await jsonOf<readonly Entry[]>("emojibase-data", "en/data.json");
  const names = await jsonOf<Groups>("emojibase-data", "meta/groups.json");
  const more = await jsonOf<Readonly<Record<string, readonly string[]>>>("emojilib", "dist/emoji-en-US.json");
  return entries.flatMap((parent) => {
    const group = names.groups[String(parent.group)];
    const subgroup = names.subgroups[String(parent.subgroup)];
    // Swatches of skin and hair and the letters that flags are made of are parts, no pictures.
    if (group === undefined || subgroup === undefined || group === "component") return [];
    const filed = [...(parent.tags ?? []), ...(more[parent.emoji]?.slice(1) ?? [])];
    return [{ parent, group, subgroup, words: keywordsOf(parent.label, filed) }];
  });
}

/** `0023-FE0F-20E3` → `0023-20E3`: vendors differ in variation selectors, leading zeros and case. */
export function plainHexcode(hexcode: string): string {
  const points = hexcode.toUpperCase().split(/[-_]/u);
  return points
    .filter((point) => point !== "FE0F")
    .map((point) => point.padStart(4, "0"))
    .join("-");
}

/** Code points that say only whose picture it is, and the one that says so of anybody. */
const anybody = new Map([
  ...["1F468", "1F469"].map((adult) => [adult, "1F9D1"] as const),
  ...["1F466", "1F467"].map((child) => [child, "1F9D2"] as const),
  ...["1F474", "1F475"].map((elder) => [elder, "1F9D3"] as const),
  ...["1F934", "1F478"].map((crown) => [crown, "1FAC5"] as const),
  ...["1F930", "1FAC3"].map((pregnant) => [pregnant, "1FAC4"] as const),
  ...["1F46B", "1F46C", "1F46D"].map((couple) => [couple, "1F9D1-200D-1F91D-200D-1F9D1"] as const),
  ...["1F385", "1F936"].map((claus) => [claus, "1F9D1-200D-1F384"] as const),
  ["1F57A", "1F483"],
]);

/** Sequences that show what one code point shows, or differ from it by a number only. */
const same: readonly (readonly [RegExp, string])[] = [
  [/^1F9D1-200D-2764-200D-1F48B-200D-1F9D1$/u, "1F48F"],
  [/^1F9D1-200D-2764-200D-1F9D1$/u, "1F491"],
  [/^1F9D1(?:-200D-1F9D[12])+$/u, "1F46A"],
  [/^1F55[0-9A-F]$|^1F56[0-7]$/u, "1F550"],
  [/^.{4}-20E3$|^1F51F$/u, "20E3"],
];

/**
 * The concept of an emoji without skin tones: gender signs, directions and words for men and women gone, so
 * that "man running", "woman running: facing right" and "person running" are one concept; as are all clock
 * faces, and all keycaps.
 */
export function conceptOf(hexcode: string): string {
  const points = plainHexcode(hexcode)
    .replace(/-200D-(?:2640|2642|27A1)/gu, "")
    .split("-");
  const plain = points.map((point) => anybody.get(point) ?? point).join("-");
  return same.find(([pattern]) => pattern.test(plain))?.[1] ?? plain;
}

const FEMALE = /\b(?:wom[ae]n|girl|princess|mrs|mermaid)\b/iu;
const MALE = /\b(?:m[ae]n|boy|prince|santa|merman)\b/iu;

function genderOf(name: string): Emoji["gender"] {
  const [female, male] = [FEMALE.test(name), MALE.test(name)];
  if (female && male) return "both";
  return female ? "female" : male ? "male" : null;
}

/** Words that an audit of every keyword found toxic or explicit (`withhold.ts`), as digests, so that nobody meets them. */
async function readWithheld(): Promise<ReadonlySet<string>> {
  return new Set(JSON.parse(await readFile(dataFile("illustrations/withheld-keywords.json"), "utf8")));
}

/** How `withheld-keywords.json` names a word: the first 16 digits of its SHA-256 (hex). */
export function digestOfWord(word: string): string {
  return createHash("sha256").update(word).digest("hex").slice(0, 16);
}

/** Plain words that say more than the name does, in a stable order. */
function keywordsOf(name: string, all: readonly string[]): readonly string[] {
  const said = new Set(name.toLowerCase().split(/[^\p{L}\d]+/u));
  const words = all.map((word) => word.replace(/_/gu, " ").trim().toLowerCase());
  const plain = words.filter((word) => /^[a-z]{3,}(?: [a-z]{2,}){0,2}$/u.test(word) && !said.has(word));
  return [...new Set(plain)];
}
