import type { ImageFile } from "../image-file.ts";
import { imageNumbers } from "../image-numbers.ts";
import { kindOf } from "../text.ts";
import { imageText, isUrl } from "./value-kind.ts";

/** How to read a picture by the name that a record gives it. */
export type FindImage = (name: string) => Promise<ImageFile>;

/** An image in a record: its bytes, or why there are none; and its file's name, where it is one. */
export type ImageValue = ImageFile & { readonly file?: string };

/**
 * Reads one value that is an image: bytes, `{bytes, path}`, base64 of an image, or the name of a file; a list gives its
 * elements. A URL is none: nothing is downloaded.
 */
export async function imagesIn(
  at: string,
  value: unknown,
  find: FindImage,
): Promise<readonly (ImageValue & { readonly at: string })[]> {
  const numbers = imageNumbers(value);
  if (numbers !== undefined) return [{ at, image: async () => numbers }];
  if (Array.isArray(value)) {
    const all = await Promise.all(value.map((one: unknown, i) => imagesIn(`${at}[${i}]`, one, find)));
    return all.flat();
  }
  const image = await imageOf(at, value, find);
  return image === undefined ? [] : [{ at, ...image }];
}

async function imageOf(at: string, value: unknown, find: FindImage): Promise<ImageValue | undefined> {
  const refuse = (reason: string) => ({ error: `Cannot read image "${at}": ${reason}` });
  if (value === null || value === undefined) return undefined;
  if (value instanceof Uint8Array) return { image: async () => value };
  if (typeof value === "string") return textImage(value, find);
  // A picture may be called after its number.
  if (typeof value === "bigint" || Number.isSafeInteger(value)) return textImage(String(value), find);
  if (typeof value !== "object" || !("bytes" in value)) return refuse(`wanted bytes, got ${kindOf(value)}`);
  const { bytes } = value;
  if (bytes instanceof Uint8Array) return { image: async () => bytes };
  if (typeof bytes === "string") return { image: async () => Buffer.from(bytes, "base64") };
  const numbers = imageNumbers(bytes);
  if (numbers !== undefined) return { image: async () => numbers };
  if (!("path" in value) || typeof value.path !== "string")
    return refuse(`wanted bytes, got ${kindOf(bytes)}`);
  const file = await find(value.path);
  if ("image" in file) return { ...file, file: value.path };
  return file.error.endsWith("no such file")
    ? refuse("wanted bytes, got only the path of another file")
    : file;
}

async function textImage(text: string, find: FindImage): Promise<ImageValue | undefined> {
  const encoded = imageText(text);
  if (encoded) return { image: async () => encoded() };
  if (isUrl(text) || text === "") return undefined;
  return { ...(await find(text)), file: text };
}
