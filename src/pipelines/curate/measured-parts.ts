import { type KeptPair, type MeasuredParts, readContent } from "../../../datasets/index.ts";
import { sha256Of } from "../../digest/sha256.ts";
import { contentDigest, type Judged } from "../../run/content-digest.ts";

/** What a run says that it measured of a pair. */
export interface MeasuredRow {
  readonly caption: string | null;
  readonly content: string | null;
  readonly unmeasured: string | null;
}

/** Whether a text is the one that a run kept: in UTF-8, which holds no halves of characters, as Python's JSON may. */
export function isSameText(text: string | null, kept: string | null): boolean {
  const wellFormed = (one: string | null) => (one === null ? null : Buffer.from(one).toString());
  return text === kept || wellFormed(text) === wellFormed(kept);
}

/**
 * What an audit measured of a pair as it is now: everything, where the digest of everything is still the same; else
 * the caption and the image, which were compared one by one.
 */
export async function measuredParts(
  { pair, image }: KeptPair,
  row: MeasuredRow | undefined,
  judged: Judged,
): Promise<MeasuredParts> {
  const { caption = null } = row ?? {};
  const own = pair.caption !== undefined && isSameText(pair.caption, caption) ? pair.caption : caption;
  const least = {
    texts: own === null || caption === null ? [] : [own],
    images: image === null ? [] : [image],
    places: image === null ? [] : (pair.images?.slice(0, 1).map(({ name }) => name) ?? []),
  };
  if (row === undefined || row.content === null) return least;
  const content = await readContent(pair);
  const captions = judged.texts ? content.captions : content.captions.slice(0, 1);
  const texts = judged.texts ? content.texts : [];
  const unmeasured = new Set(row.unmeasured === null ? [] : (JSON.parse(row.unmeasured) as string[]));
  const images: Uint8Array[] = [];
  const places: string[] = [];
  for (const { name, own, bytes } of content.images) {
    if (bytes === undefined || unmeasured.has(name) || !(own || judged.images)) continue;
    images.push(bytes);
    places.push(name);
  }
  if (contentDigest({ captions, texts, images: images.map((one) => sha256Of(one)) }) !== row.content)
    return least;
  return { texts: [...captions, ...texts.map(({ text }) => text)], images, places };
}
