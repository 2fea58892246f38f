import type { NamedText } from "../content.ts";
import type { Unmeasured } from "../content-member.ts";
import { imageEnding } from "../media-kind.ts";
import type { StoredImage } from "../pair.ts";
import { decodeText } from "../text.ts";
import { type Block, closed } from "./block.ts";
import { exifBlocks } from "./exif-blocks.ts";
import { isProfileText } from "./icc-words.ts";
import { jpegBlocks } from "./jpeg-blocks.ts";
import { gifBlocks, heifBlocks, webpBlocks } from "./other-blocks.ts";
import { photoshopBlocks } from "./photoshop-blocks.ts";
import { pngBlocks } from "./png-blocks.ts";
import { readableRuns } from "./readable.ts";
import { xmpTexts } from "./xmp-texts.ts";

/** What an image file says and shows beside its picture. */
export interface ImageMetadata {
  readonly texts: readonly NamedText[];
  /** Thumbnails, which need not show what the picture does, and further pictures in one file. */
  readonly images: readonly StoredImage[];
  readonly unmeasured: readonly Unmeasured[];
}

/** Texts of one image; a picture has some dozens. */
const MOST_TEXTS = 256;
/** Thumbnails and further pictures in one image. */
const MOST_IMAGES = 32;
/** Blocks in blocks, as EXIF in Photoshop's resources in a TIFF. */
const DEEPEST = 4;
/** A profile begins with numbers, and with codes of four letters. */
const PROFILE_HEAD = 84;
/** Names of devices and programs say no language. */
const PROSE =
  /(?:ImageDescription|UserComment|XP\w+|comment|Comment|Description|Title|Caption|Headline|Keywords|title|description|subject|headline|caption|text|end)$/u;
/** Ids that programs give to documents, and kinds of media. */
const ID = /^(?:(?:[\w.-]+:)*\{?[0-9A-Fa-f-]{16,}\}?|[a-z]+\/[\w.+-]+)$/u;

const blocksOf: Readonly<Record<string, (all: Buffer) => Generator<Block>>> = {
  jpg: jpegBlocks,
  png: pngBlocks,
  gif: gifBlocks,
  webp: webpBlocks,
  tif: (all) => exifBlocks(all, true),
  avif: heifBlocks,
  heic: heifBlocks,
};

/**
 * Everything that an image file says beside its pixels: EXIF, XMP, IPTC, comments, names of profiles, chunks that nobody
 * knows, and bytes behind its end.
 * @param image its name, before those of its parts: `image#exif.ImageDescription`
 */
export function imageMetadata(image: string, bytes: Uint8Array): ImageMetadata {
  const texts = new Map<string, NamedText>();
  const images: StoredImage[] = [];
  const unmeasured = new Map<string, Unmeasured>();
  const leaveOut = (name: string, reason: string) =>
    unmeasured.set(name, { name: `${image}#${name}`, reason, shown: true });
  const addText = (name: string, text: string) => {
    const bare = text.replaceAll(/\p{Cc}+/gu, " ").trim();
    // One letter is a direction, a unit, a version.
    if (!/\p{L}.*\p{L}/u.test(bare) || ID.test(bare)) return;
    if (texts.size >= MOST_TEXTS) leaveOut("texts", `more than ${MOST_TEXTS} texts`);
    else texts.set(bare, { name: `${image}#${name}`, text: bare, ...(!PROSE.test(name) && { label: true }) });
  };
  const addRuns = (name: string, data: Buffer, passes: (text: string) => boolean = () => false) => {
    const { runs, more } = readableRuns(data);
    if (more) leaveOut(name, "more texts than are looked at");
    for (const run of runs) if (!passes(run)) addText(name, run);
  };
  const addImage = ({ name, data }: Block) => {
    if (data.length === 0) return;
    if (imageEnding(data) === undefined || images.length >= MOST_IMAGES) leaveOut(name, "not measured");
    else images.push({ name: `${image}#${name}`, bytes: async () => data });
  };
  const add = (block: Block, depth: number): void => {
    const { name, kind, data } = block;
    if (kind === "closed" || depth > DEEPEST) leaveOut(name, "cannot be read");
    else if (kind === "text") for (const part of parts(data)) addText(name, part);
    else if (kind === "image") addImage(block);
    else if (kind === "icc") addRuns(name, data.subarray(PROFILE_HEAD), isProfileText);
    else if (kind === "xmp")
      for (const value of xmpTexts(data))
        if (isPicture(value.text))
          addImage({ ...block, name: "xmp.thumbnail", data: Buffer.from(value.text, "base64") });
        else addText(value.name, value.text);
    else if (kind === "binary") addRuns(name, data);
    else
      for (const inner of kind === "exif" ? exifBlocks(data) : photoshopBlocks(data)) add(inner, depth + 1);
  };
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  try {
    for (const block of blocksOf[imageEnding(bytes) ?? ""]?.(all) ?? []) add(block, 0);
  } catch {
    add(closed("metadata"), 0);
  }
  return { texts: [...texts.values()], images, unmeasured: [...unmeasured.values()] };
}

/** A tag of several texts parts them by NUL. */
function parts(data: Buffer): readonly string[] {
  const { text, invalid } = decodeText(data);
  return (invalid ? data.toString("latin1") : text).split("\0");
}

/** Whether a text is a picture in base64. */
function isPicture(text: string): boolean {
  return (
    text.length > 64 &&
    imageEnding(Buffer.from(text.slice(0, 128), "base64")) !== undefined &&
    /^[\w+/=\s]+$/u.test(text)
  );
}
