import { type DatasetWriter, type KeptPair, type Pair, release } from "../../../datasets/index.ts";
import { sha256Of } from "../../digest/sha256.ts";
import type { Judged } from "../../run/content-digest.ts";
import { measuredParts } from "./measured-parts.ts";
import type { Scored } from "./scored.ts";

/** A pair less what nobody measured. */
export async function releasedOf(
  pair: Pair,
  score: Scored | undefined,
  how: { readonly judged: Judged; readonly carry: ReadonlySet<string>; readonly writer: DatasetWriter },
): Promise<ReturnType<typeof release>> {
  const found = await keptOf(pair, score);
  const parts = await measuredParts(found, score, how.judged);
  return release(found, parts, how.carry, how.writer.stores(pair));
}

/**
 * Whether a row that is written as it was stored would be written without anything in it, or, where it has no picture,
 * without its captions: a list of which one was measured is left out as a whole, and an address alone is no pair.
 */
export function isAllStripped(stored: Pair, { pair }: KeptPair, writer: DatasetWriter): boolean {
  if (!writer.stores(stored)) return false;
  const holds = (record: Pair["record"] = {}) =>
    Object.values(record).some((value) => value !== undefined && value !== null);
  if (holds(stored.record) && !holds(pair.record)) return true;
  const { image, images, caption, captions = caption === undefined ? [] : [caption] } = stored;
  if (image !== undefined || images !== undefined) return false;
  const own = new Set(captions.filter((text) => text !== ""));
  return hasText(stored.record, own) && !hasText(pair.record, own);
}

/** Whether a value is one of these texts, or holds one. */
function hasText(value: unknown, texts: ReadonlySet<string>): boolean {
  if (typeof value === "string") return texts.has(value);
  if (value === null || typeof value !== "object" || ArrayBuffer.isView(value)) return false;
  return Object.values(value).some((one) => hasText(one, texts));
}

/** A pair with its first image, read. @param score what is known of that, if anything is */
export async function keptOf(pair: Pair, score: Scored | undefined): Promise<KeptPair> {
  const image = (await pair.image?.().catch(() => null)) ?? null;
  const sha256 = image === null ? null : sha256Of(image);
  const { width = null, height = null, format = null } = score ?? {};
  return { pair, image, sha256, width, height, extension: image === null ? null : extensionOf(format) };
}

function extensionOf(format: string | null): string {
  if (format === null || format === "jpeg") return "jpg";
  return /^[a-z0-9]{2,5}$/u.test(format) ? format : "jpg";
}
