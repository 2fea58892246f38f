import spdxCorrect from "spdx-correct";
import type { Said } from "./said.ts";

/** A licence as SPDX names it, and what it asks. */
export interface Licence {
  /** An SPDX identifier; null where the words are no licence that SPDX lists. */
  readonly spdx: string | null;
  /** Conditions that a dataset's own licence must not leave out. */
  readonly asks: readonly Condition[];
}

export type Condition = "non-commercial" | "no-derivatives" | "share-alike" | "all rights reserved";

/** Creative Commons by its addresses: `creativecommons.org/licenses/by-nc/2.0/`. */
const ADDRESS =
  /creativecommons\.org\/(?:(licenses)\/([a-z-]+)\/(\d\.\d)|(publicdomain)\/(zero|mark)\/(\d\.\d))/iu;
/** Flickr's words, which COCO and YFCC keep, are of version 2.0. */
const FLICKR = /^attribution(-noncommercial)?(-noderivs|-sharealike)?(?: license| generic)?$/iu;
const RESERVED = /\ball[- ]rights[- ]reserved\b|\bcopyrighted\b|^(?:proprietary|©.*)$/iu;

/** Maps a dataset's words for a licence; none where they say nothing. */
export function licenceOf(words: string): Licence {
  const text = words.trim();
  if (RESERVED.test(text)) return { spdx: null, asks: ["all rights reserved"] };
  const spdx = byAddress(text) ?? byFlickr(text) ?? corrected(text);
  return { spdx, asks: spdx === null ? [] : conditions(spdx) };
}

/** What a pair's licence asks that the dataset's does not: the pair is passed on under less than it wants. */
export function conflicts(pair: Licence, dataset: Licence): readonly Condition[] {
  return pair.asks.filter((condition) => !dataset.asks.includes(condition));
}

/** A licence that keeps rights back says so; one that grants all is still no consent of who is shown. */
export function saidByLicence({ spdx, asks }: Licence): readonly Said[] {
  const kept = asks.filter((condition) => condition !== "share-alike");
  return kept.length === 0 ? [] : [{ level: "reserved", by: `licence: ${spdx ?? kept.join(", ")}` }];
}

function byAddress(text: string): string | null {
  const [, isLicence, kind = "", version = "", , deed = "", deedVersion = ""] = ADDRESS.exec(text) ?? [];
  if (isLicence) return `CC-${kind.toUpperCase()}-${version}`;
  if (deed === "") return null;
  return deed.toLowerCase() === "zero" ? `CC0-${deedVersion}` : `CC-PDM-${deedVersion}`;
}

function byFlickr(text: string): string | null {
  const found = FLICKR.exec(text.replace(/ (?=noncommercial|noderivs|sharealike)/giu, "-"));
  if (found === null) return null;
  const rest = (found[2] ?? "").toLowerCase().replace("-noderivs", "-ND").replace("-sharealike", "-SA");
  return `CC-BY${found[1] ? "-NC" : ""}${rest}-2.0`;
}

/** The library guesses a version where none is said: what it adds is no licence that anybody named. */
function corrected(text: string): string | null {
  const guess = spdxCorrect(text, { upgrade: false });
  if (guess === null) return null;
  const said = new Set(text.match(/\d/gu) ?? []);
  return [...(guess.match(/\d/gu) ?? [])].every((digit) => said.has(digit)) ? guess : null;
}

function conditions(spdx: string): readonly Condition[] {
  return [
    ...(/-NC\b/u.test(spdx) ? (["non-commercial"] as const) : []),
    ...(/-ND\b/u.test(spdx) ? (["no-derivatives"] as const) : []),
    ...(/-SA\b|^(?:A?GPL|LGPL|ODbL)-/u.test(spdx) ? (["share-alike"] as const) : []),
  ];
}
