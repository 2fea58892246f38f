import { otherName } from "../../filters/policies.ts";
import { sha256Of } from "../digest/sha256.ts";
import type { RunFilter } from "./run.ts";

/** All of a pair that an audit measured. */
export interface MeasuredContent {
  readonly captions: readonly string[];
  readonly texts: readonly { readonly name: string; readonly text: string }[];
  /** SHA-256 of each image's encoded bytes, in order. */
  readonly images: readonly string[];
}

/** What of a pair a run's filters judge beside the first caption and its own images: what only facts were taken of is not measured. */
export interface Judged {
  readonly texts: boolean;
  readonly images: boolean;
}

/** What filters judge by a model. @param filters with the columns that a run has of them */
export function judgedBy(filters: readonly Pick<RunFilter, "needs" | "models" | "columns">[]): Judged {
  const models = filters.filter((filter) => filter.models.length > 0);
  return {
    texts: models.some(({ columns }) => columns.some(({ name }) => name.startsWith(otherName("")))),
    images: models.some(({ needs }) => needs === "image"),
  };
}

/** SHA-256 (hex) over everything that was measured of a pair: whoever writes it later finds out whether it is the same. */
export function contentDigest({ captions, texts, images }: MeasuredContent): string {
  const named = texts.map(({ name, text }) => [name, text]);
  return sha256Of(Buffer.from(JSON.stringify([captions, named, images])));
}
