import { badness, type Filter, foldRows, type Row } from "../../../filters/index.ts";
import type { RawPair } from "./batch.ts";
import type { ReadText } from "./coverage.ts";
import { type Judged, scoreSamples } from "./score.ts";
import { frameView, type Looked, look, type View, viewsOf } from "./views.ts";

/** An image less its pixels, once they were seen. */
type SeenImage = Omit<Looked, "pixels">;

/** What came of a pair's images and captions. */
export interface Measured {
  readonly row: Row;
  readonly error?: string;
  /** Its captions with what the filters said of each. */
  readonly captions: readonly ReadText[];
  /** Its images, without their pixels, in order. */
  readonly images: readonly SeenImage[];
  /** Which image is the worst, of several. */
  readonly worst: string | null;
}

interface Seen {
  readonly view: View;
  readonly judged: Judged;
}

/** Scores pairs whose images are decoded, all at once. */
export async function measureTogether(
  filters: readonly Filter[],
  pairs: readonly { readonly pair: RawPair; readonly images: readonly Looked[] }[],
): Promise<readonly Measured[]> {
  const views = pairs.map(({ pair, images }) => viewsOfAll(pair, images));
  const judged = (await scoreViews(filters, views.flat())).values();
  return pairs.map(({ pair, images }, i) => {
    const seen = (views[i] ?? []).map((view) => ({ view, judged: judged.next().value as Judged }));
    return sumOf(filters, pair, images, seen);
  });
}

/**
 * Scores one pair whose images are many, large or of many frames: one after the other is in memory.
 * @param isHarm asked of each image and frame before anything else is; true ends it
 * @returns null where it is known harm
 */
export async function measureAlone(
  filters: readonly Filter[],
  pair: RawPair,
  isHarm: (pixels: Looked["pixels"]) => boolean,
): Promise<Measured | null> {
  const seen: Seen[] = [];
  const images: SeenImage[] = [];
  const score = async (views: readonly View[]) => {
    for (const [i, judged] of (await scoreViews(filters, views)).entries()) {
      const view = views[i] as View;
      seen.push({ view: { ...view, sample: withoutPixels(view.sample) }, judged });
    }
  };
  for (const raw of pair.images) {
    const { further, pixels, ...image } = await look(raw);
    if (isHarm(pixels)) return null;
    let { framesSkipped } = image;
    if (isSeen(image)) {
      await score(viewsOf(pair, { ...image, ...(pixels ? { pixels } : {}) }, seen.length === 0));
      for await (const { index, pixels: own } of further())
        if (own === undefined) framesSkipped++;
        else if (isHarm(own)) return null;
        else await score([frameView(pair, image, index, own)]);
    }
    images.push({ ...image, framesSkipped });
  }
  if (seen.length === 0) await score(viewsOf(pair, undefined, true));
  return sumOf(filters, pair, images, seen);
}

function withoutPixels({ pixels: _, ...sample }: View["sample"]): View["sample"] {
  return sample;
}

/** A further member that does not decode is unmeasured, not the pair's fault. */
function isSeen({ own, facts }: SeenImage): boolean {
  return own || facts.decodable;
}

function viewsOfAll(pair: RawPair, images: readonly Looked[]): readonly View[] {
  if (pair.fatal !== undefined) return [];
  const seen = images.filter(isSeen);
  return seen.length === 0
    ? viewsOf(pair, undefined, true)
    : seen.flatMap((image, i) => viewsOf(pair, image, i === 0));
}

async function scoreViews(filters: readonly Filter[], views: readonly View[]): Promise<readonly Judged[]> {
  const samples = views.map(({ sample }) => sample);
  return scoreSamples(filters, samples, ({ needs }, i) => views[i]?.needs.includes(needs) ?? false);
}

function sumOf(
  filters: readonly Filter[],
  pair: RawPair,
  images: readonly SeenImage[],
  seen: readonly Seen[],
): Measured {
  const columns = filters.flatMap((filter) => filter.columns);
  const error =
    pair.fatal ??
    pair.error ??
    images.find(({ own, error: wrong }) => own && wrong !== undefined)?.error ??
    seen.find(({ judged }) => judged.error !== undefined)?.judged.error;
  return {
    row: foldRows(
      columns,
      seen.map(({ judged }) => judged.row),
    ),
    ...(error === undefined ? {} : { error }),
    captions: seen
      .filter(({ view }) => view.needs.includes("caption"))
      .flatMap(({ view, judged }) =>
        view.sample.caption === undefined
          ? []
          : [{ text: view.sample.caption, row: judged.row, isCaption: true }],
      ),
    images: images.map(forget),
    worst: worstOf(filters, seen),
  };
}

function worstOf(filters: readonly Filter[], seen: readonly Seen[]): string | null {
  const ofImages = seen.filter(({ view }) => view.needs.includes("image") && view.image !== null);
  if (ofImages.length < 2) return null;
  const columns = filters.filter(({ needs }) => needs === "image").flatMap((filter) => filter.columns);
  const ranks = ofImages.map(({ judged }) => badness(columns, judged.row));
  return ofImages[ranks.indexOf(Math.max(...ranks))]?.view.image ?? null;
}

function forget({ pixels: _, ...image }: SeenImage & Pick<Looked, "pixels">): SeenImage {
  return image;
}
