import { modelState } from "../models/index.ts";
import { degenerateImage } from "./degenerate-image.ts";
import { duplicates } from "./duplicates.ts";
import { faces } from "./faces.ts";
import type { Column, Filter, FilterOptions } from "./filter.ts";
import { identityTerms } from "./identity-terms.ts";
import { imageBasics } from "./image-basics.ts";
import { lexicon } from "./lexicon.ts";
import { nsfwImage } from "./nsfw-image.ts";
import { CLIP_MODEL, pairSimilarity } from "./pair-similarity.ts";
import { personalData } from "./personal-data.ts";
import { textBasics } from "./text-basics.ts";
import { textToxicity } from "./text-toxicity.ts";

interface Entry {
  readonly about: string;
  readonly create: (options: FilterOptions) => Filter | Promise<Filter>;
  /** A model that must be pulled before; absent where everything ships with Sluice. */
  readonly pulled?: string;
  /** It runs only where somebody names it. */
  readonly onlyAsked?: true;
}

const table = {
  "image-basics": { about: "size, format and state of the image", create: imageBasics },
  "degenerate-image": { about: "whether the image is flat, burnt out or noise", create: degenerateImage },
  "text-basics": { about: "length, language and contact details of the caption", create: textBasics },
  "personal-data": {
    about: "names, addresses and numbers of people in the caption; only where it is named",
    create: personalData,
    onlyAsked: true,
  },
  lexicon: { about: "profanity and slurs from published word lists; a weak signal", create: lexicon },
  "identity-terms": { about: "which groups of people the caption names", create: identityTerms },
  duplicates: { about: "exact and near duplicates of images", create: duplicates },
  "text-toxicity": { about: "toxic captions: insults, attacks, obscenity", create: textToxicity },
  "nsfw-image": { about: "pornographic and sexualised images", create: nsfwImage },
  "pair-similarity": {
    about: "whether image and caption belong together",
    create: pairSimilarity,
    pulled: CLIP_MODEL,
  },
  faces: { about: "how many faces the image shows; only where it is named", create: faces, onlyAsked: true },
} satisfies Record<string, Entry>;

export type FilterId = keyof typeof table;

/** Every filter, in the order in which a run's columns stand. */
export const filterIds = Object.keys(table) as readonly FilterId[];

/** Tells a filter's id from any other word. */
export function isFilterId(id: string): id is FilterId {
  return Object.hasOwn(table, id);
}

/** Builds a filter. @throws Error with one line when its model is missing, damaged or will not load */
export async function createFilter(id: FilterId, options: FilterOptions): Promise<Filter> {
  return table[id].create(options);
}

/** The filters that run unasked: all that ship, and those whose model has been pulled, but for what must be named. */
export async function defaultFilters(): Promise<readonly FilterId[]> {
  const able = await Promise.all(filterIds.map(async (id) => (await unavailable(id)) === null));
  return filterIds.filter((id, i) => able[i] && !(table[id] as Entry).onlyAsked);
}

/** A filter as `sluice filters list` shows it. */
export interface FilterListing {
  readonly id: FilterId;
  readonly about: string;
  readonly needs: Filter["needs"] | null;
  readonly columns: readonly Column[];
  /** Why it cannot run here, or null. */
  readonly unavailable: string | null;
}

export async function listFilters(): Promise<readonly FilterListing[]> {
  return Promise.all(
    filterIds.map(async (id) => {
      const { about } = table[id];
      const reason = await unavailable(id);
      if (reason !== null) return { id, about, needs: null, columns: [], unavailable: reason };
      const filter = await createFilter(id, { device: "cpu", models: {} });
      const { needs, columns } = filter;
      await filter.close();
      return { id, about, needs, columns, unavailable: null };
    }),
  );
}

async function unavailable(id: FilterId): Promise<string | null> {
  const { pulled }: Entry = table[id];
  if (pulled === undefined || (await modelState(pulled)) === "pulled") return null;
  return `its model is not here yet; run: sluice models pull ${pulled}`;
}
