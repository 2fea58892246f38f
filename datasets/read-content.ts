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

/** Images in images: a thumbnail of a further picture. */
const DEEPEST = 3;

/** Reads a pair's images and sorts all that it carries: the one door for whoever measures, and for whoever compares later. */
export async function readContent(pair: Pair): Promise<ReadContent> {
  const content = contentOf(pair);
  const owned = pair.images?.length ?? (pair.image ? 1 : 0);
  const images: ReadImage[] = [];
  const texts: NamedText[] = [...content.texts];
  const unmeasured = [...content.unmeasured];
  const known = new Set([...content.captions, ...texts.map(({ text }) => text)].map((text) => text.trim()));
  // What lies in an image says things of its own, as each picture of a multi-picture file does.
  const lookInside = async (name: string, bytes: Uint8Array, depth: number): Promise<void> => {
    const inside = imageMetadata(name, bytes);
    texts.push(...inside.texts.filter(({ text }) => !known.has(text) && !isPlain(text)));
    for (const { text } of inside.texts) known.add(text);
    unmeasured.push(...inside.unmeasured);
    for (const image of inside.images) {
      if (depth > DEEPEST) {
        unmeasured.push({ name: image.name, reason: "nested too deep", shown: true });
        continue;
      }
      const inner = await image.bytes();
      images.push({ name: image.name, own: false, bytes: inner });
      await lookInside(image.name, inner, depth + 1);
    }
  };
  for (const [i, { name, bytes: read }] of content.images.entries()) {
    const own = i < owned;
    try {
      const bytes = await read();
      images.push({ name, own, bytes });
      await lookInside(name, bytes, 1);
    } catch (cause) {
      images.push({ name, own, error: oneLine(cause) });
    }
  }
  return { ...content, images, texts, unmeasured };
}
