import type { ImageFile } from "../image-file.ts";
import { quoted } from "../one-line.ts";
import type { Pair } from "../pair.ts";
import { isPlain } from "../plain-value.ts";
import { kindOf, parseObject } from "../text.ts";
import type { UniqueKey } from "../unique-keys.ts";
import type { Picture } from "./coco-index.ts";

/** A captions file and its pictures. */
export interface CocoSource {
  /** The file's name, before the ids of its pictures. */
  readonly file: string;
  readonly path: string;
  readonly pictures: ReadonlyMap<string, Picture>;
  readonly find: ((name: string) => Promise<ImageFile>) | undefined;
  /** Where a picture lies, from the dataset's root. */
  readonly place: (name: string) => string;
}

/** Where the name of a picture stands in a pair's record. */
const NAME = "images.file_name";

/**
 * A caption with its picture. Its record is the annotation, and what stands of its picture in `images` and `licenses`
 * under these lists' names.
 */
export async function toPair(
  text: string,
  { file, pictures, find, place }: CocoSource,
  row: number,
  unique: (key: string) => UniqueKey,
): Promise<Pair> {
  const record = parseObject(text);
  if (typeof record === "string")
    return { key: unique(`#${row}`).key, row, meta: {}, error: `Cannot read annotation: ${record}` };
  const { id, image_id, caption, ...meta } = record;
  const picture = pictures.get(String(image_id));
  const { key, again } = unique(`${String(image_id)}/${String(id ?? `#${row}`)}`);
  const image = picture && find ? await find(picture.file) : undefined;
  const error = again
    ? `Cannot use annotation id "${String(id)}": it came before in this shard`
    : typeof caption !== "string"
      ? `Cannot read caption: wanted text, got ${kindOf(caption)}`
      : picture === undefined
        ? `Cannot find image ${quoted(String(image_id))}: no entry in images has that id`
        : image && "error" in image
          ? image.error
          : undefined;
  return {
    key,
    row,
    ...(typeof caption === "string" ? { caption } : {}),
    ...(picture?.url === undefined ? {} : { url: picture.url }),
    ...(picture?.license === undefined ? {} : { license: picture.license }),
    ...(image && "image" in image ? { ...image, images: [{ name: NAME, bytes: image.image }] } : {}),
    ...(picture === undefined
      ? {}
      : { sample: `${file}/${String(image_id)}`, stored: { picture: place(picture.file), beside: [] } }),
    ...(error === undefined ? {} : { error }),
    record: { ...record, ...picture?.fields },
    line: text,
    meta: { ...meta, image_id, id, ...(picture ? { file_name: picture.file, ...textsOf(picture) } : {}) },
  };
}

/** What an image's entry says beside names, numbers and the like. */
function textsOf({ fields }: Picture): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(fields).filter(
      ([name, value]) => name !== NAME && name !== "licenses.name" && !isPlain(value),
    ),
  );
}
