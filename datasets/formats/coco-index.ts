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
}

export interface CaptionIndex {
  /** By image id. */
  readonly pictures: ReadonlyMap<string, Picture>;
  /** Where runs of annotations lie. */
  readonly ranges: readonly ByteRange[];
  /** Why the file cannot be read to its end. */
  readonly broken?: string;
}

type Fields = Readonly<Record<string, unknown>>;

/** One pass over a COCO captions file: the images stay in memory, of the annotations only where every `rows` of them lie. */
export async function indexCaptions(path: string, rows: number): Promise<CaptionIndex> {
  const images: Fields[] = [];
  const licenses = new Map<string, string>();
  const ranges: { start: number; end: number }[] = [];
  let count = 0;
  let broken: string | undefined;
  try {
    for await (const element of arrayElements(createReadStream(path, { highWaterMark: 2 ** 20 }))) {
      if (element.array === "images") images.push(slim(parsed(element)));
      else if (element.array === "licenses") {
        const { id, name } = parsed(element);
        licenses.set(String(id), String(name));
      } else if (element.array === "annotations") {
        if (count++ % rows === 0) ranges.push({ start: element.start, end: element.end });
        const range = ranges.at(-1);
        if (range) range.end = element.end;
      }
    }
  } catch (cause) {
    broken = oneLine(cause);
  }
  // Licences may stand behind the images that have them.
  const pictures = new Map(images.map((image) => [String(image["id"]), toPicture(image, licenses)]));
  return { pictures, ranges, ...(broken === undefined ? {} : { broken }) };
}

function parsed({ bytes }: Element): Fields {
  const record = parseObject(decodeText(bytes).text);
  return typeof record === "string" ? {} : record;
}

function slim({ id, file_name, coco_url, flickr_url, license }: Fields): Fields {
  return { id, file_name, url: coco_url ?? flickr_url, license };
}

function toPicture({ file_name, url, license }: Fields, licenses: ReadonlyMap<string, string>): Picture {
  const name = licenses.get(String(license));
  return {
    file: String(file_name ?? ""),
    ...(typeof url === "string" ? { url } : {}),
    ...(name === undefined ? {} : { license: name }),
  };
}
