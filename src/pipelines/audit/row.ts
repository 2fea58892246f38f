import { sampleKey } from "../../../datasets/index.ts";
import type { Filter, Row } from "../../../filters/index.ts";
import { deniedKey } from "../../harm/denied-key.ts";
import { contentDigest, type Judged } from "../../run/content-digest.ts";
import type { Batch, RawPair } from "./batch.ts";
import { type ImageCoverage, type TextCoverage, textCoverage } from "./coverage.ts";
import type { Measured } from "./measure.ts";
import type { OtherTexts } from "./other-texts.ts";

/** The row of a pair on a list of known harm: its place, and nothing else. */
export function deniedRow({ shard }: Pick<Batch, "shard">, pair: RawPair): Row {
  return { key: deniedKey(shard, pair), shard, row: pair.row, denied: true, error: null };
}

/** A pair's row: what is known of it, and what was measured. */
export function rowOf(
  { shard, hasImages, captionless }: Pick<Batch, "shard" | "hasImages" | "captionless">,
  pair: RawPair,
  measured: Measured,
  others: OtherTexts,
  filters: readonly Filter[],
  judged: Judged,
): Row {
  const error = measured.error ?? others.error ?? null;
  const asks = (...needs: Filter["needs"][]) => filters.some((filter) => needs.includes(filter.needs));
  const broken = measured.images.filter(({ own, facts }) => !own && !facts.decodable);
  const behind = measured.images.flatMap(({ name, behind: what }) =>
    what === undefined ? [] : [`${what} behind the end of ${name}`],
  );
  const unmeasured = [...pair.unmeasured, ...broken.map(({ name }) => name), ...behind];
  const texts = [...measured.captions, ...others.texts];
  return {
    ...pair.source,
    ...measured.row,
    ...others.row,
    key: pair.key,
    shard,
    row: pair.row,
    caption: pair.captions[0] ?? null,
    url: pair.url ?? null,
    license: pair.license ?? null,
    sha256: measured.images.find(({ own }) => own)?.sha256 ?? null,
    error,
    sample_key: pair.sample === undefined ? null : sampleKey(shard, pair.sample),
    content: pair.fatal === undefined ? digestOf(pair, measured, judged) : null,
    image_coverage: asks("image", "both") ? imageCoverage(measured, hasImages) : "not-asked",
    image_worst: measured.worst,
    text_coverage: textCoverageOf(pair, asks("caption", "both") ? texts : null, captionless === true),
    other_texts: pair.texts.length,
    other_text_worst: others.worst,
    unmeasured: unmeasured.length === 0 ? null : JSON.stringify(unmeasured),
  };
}

function digestOf({ captions, texts }: RawPair, { images }: Measured, judged: Judged): string {
  const kept = images.filter(({ own, facts }) => own || (judged.images && facts.decodable));
  return contentDigest({
    captions: judged.texts ? captions : captions.slice(0, 1),
    texts: judged.texts ? texts : [],
    images: kept.map(({ sha256 }) => sha256),
  });
}

function imageCoverage({ images, error }: Measured, hasImages: boolean): ImageCoverage {
  const own = images.filter((image) => image.own);
  if (own.length === 0) return hasImages ? "missing" : "none";
  if (own.some(({ facts }) => !facts.decodable)) return "undecodable";
  if (error !== undefined) return "failed";
  return images.some(({ framesSkipped }) => framesSkipped > 0) ? "frames" : "measured";
}

/** @param texts null where no filter of the run looks at any */
function textCoverageOf(
  { fatal, captions }: RawPair,
  texts: Parameters<typeof textCoverage>[0] | null,
  captionless: boolean,
): TextCoverage {
  if (texts === null) return captionless && captions.length === 0 ? "none" : "not-asked";
  return fatal === undefined ? textCoverage(texts, captionless) : "failed";
}
