import { createReadStream } from "node:fs";
import type { ByteRange } from "../fingerprint.ts";
import { oneLine } from "../one-line.ts";
import { decodeText, parseObject } from "../text.ts";
import { arrayElements, type Element } from "./json-arrays.ts";

/** What COCO says of an image. */
export interface Picture {
  readonly file: string;
  readonly url?: string;
  readonly license?: string;
  /** Its whole entry, with its licence's: `images.width`, `licenses.name`. */
  readonly fields: Fields;
}

export interface CaptionIndex {
  /** By image id. */
  readonly pictures: ReadonlyMap<string, Picture>;
  /** Files of images that no annotation is of. */
  readonly captionless: readonly string[];
  /** Where runs of annotations lie. */
  readonly ranges: readonly ByteRange[];
  /** Why the file cannot be read to its end. */
  readonly broken?: string;
}

type Fields = Readonly<Record<string, unknown>>;

/** One pass over a COCO captions file: the images stay in memory, of the annotations only where every `rows` of them lie. */
export async function indexCaptions(path: string, rows: number): Promise<CaptionIndex> {
  const images: Fields[] = [];
  const licenses = new Map<string, Fields>();
  const ranges: { start: number; end: number }[] = [];
  const captioned = new Set<string>();
  let count = 0;
  let broken: string | undefined;
  try {
    for await (const element of arrayElements(createReadStream(path, { highWaterMark: 2 ** 20 }))) {
      if (element.array === "images") images.push(parsed(element));
      else if (element.array === "licenses") {
        const entry = parsed(element);
        licenses.set(String(entry["id"]), entry);
      } else if (element.array === "annotations") {
        if (count++ % rows === 0) ranges.push({ start: element.start, end: element.end });
        const range = ranges.at(-1);
        if (range) range.end = element.end;
        const [, id] = OF_IMAGE.exec(Buffer.from(element.bytes).toString("latin1")) ?? [];
        if (id !== undefined) captioned.add(id);
      }
    }
  } catch (cause) {
    broken = oneLine(cause);
  }
  // Licences may stand behind the images that have them.
  const pictures = new Map(images.map((image) => [String(image["id"]), toPicture(image, licenses)]));
  const captionless = [...pictures].filter(([id]) => !captioned.has(id)).map(([, { file }]) => file);
  return { pictures, captionless, ranges, ...(broken === undefined ? {} : { broken }) };
}

/** Which image an annotation is of, without parsing it. */
const OF_IMAGE = /"image_id"\s*:\s*"?([^",}\s]+)/u;

function parsed({ bytes }: Element): Fields {
  const record = parseObject(decodeText(bytes).text);
  return typeof record === "string" ? {} : record;
}

function toPicture(image: Fields, licenses: ReadonlyMap<string, Fields>): Picture {
  const { file_name, coco_url, flickr_url } = image;
  const url = coco_url ?? flickr_url;
  const license = licenses.get(String(image["license"]));
  const name = license?.["name"];
  return {
    file: String(file_name ?? ""),
    ...(typeof url === "string" ? { url } : {}),
    ...(name === undefined ? {} : { license: String(name) }),
    fields: { ...below("images", image), ...below("licenses", license ?? {}) },
  };
}

function below(list: string, entry: Fields): Fields {
  return Object.fromEntries(Object.entries(entry).map(([name, value]) => [`${list}.${name}`, value]));
}
