import { type Content, contentOf, type NamedText } from "./content.ts";
import { imageMetadata } from "./metadata/image-metadata.ts";
import { oneLine } from "./one-line.ts";
import type { Pair } from "./pair.ts";
import { isPlain } from "./plain-value.ts";

/** One of a pair's images, read, or why it cannot be. */
export interface ReadImage {
  readonly name: string;
  /** Whether it is what the pair is of; a further member's may be a mask, and another may lie inside an image. */
  readonly own: boolean;
  readonly bytes?: Uint8Array;
  readonly error?: string;
}

/** Everything that a pair carries, with what its images carry. */
export interface ReadContent extends Omit<Content, "images"> {
  readonly images: readonly ReadImage[];
}

/** Reads a pair's images and sorts all that it carries: the one door for whoever measures, and for whoever compares later. */
export async function readContent(pair: Pair): Promise<ReadContent> {
  const content = contentOf(pair);
  const owned = pair.images?.length ?? (pair.image ? 1 : 0);
  const images: ReadImage[] = [];
  const texts: NamedText[] = [...content.texts];
  const unmeasured = [...content.unmeasured];
  const known = new Set([...content.captions, ...texts.map(({ text }) => text)].map((text) => text.trim()));
  for (const [i, { name, bytes: read }] of content.images.entries()) {
    const own = i < owned;
    try {
      const bytes = await read();
      const inside = imageMetadata(name, bytes);
      images.push({ name, own, bytes });
      for (const image of inside.images)
        images.push({ name: image.name, own: false, bytes: await image.bytes() });
      texts.push(...inside.texts.filter(({ text }) => !known.has(text) && !isPlain(text)));
      for (const { text } of inside.texts) known.add(text);
      unmeasured.push(...inside.unmeasured);
    } catch (cause) {
      images.push({ name, own, error: oneLine(cause) });
    }
  }
  return { ...content, images, texts, unmeasured };
}
