import { decodeText, kindOf } from "./text.ts";

/** Names under which datasets in the wild keep the same thing, most specific first. */
const CAPTIONS = ["caption", "text", "TEXT", "txt", "alt", "alt_text", "alttext", "title", "description"];
const URLS = ["url", "URL", "image_url", "source_url", "URL_"];
const LICENSES = ["license", "licence", "LICENSE", "LICENCE", "License", "Licence"];

/** What a record of fields says of its pair; everything else is `meta`. */
export interface Fields {
  readonly caption?: string;
  readonly url?: string;
  readonly license?: string;
  readonly error?: string;
  readonly meta: Readonly<Record<string, unknown>>;
}

/**
 * Picks caption, URL and licence out of a record. A value that is no text is an error and stays in `meta`;
 * `null` is none.
 * @param captionNames which field is the caption, most specific first
 */
export function readFields(
  record: Readonly<Record<string, unknown>>,
  captionNames: readonly string[] = CAPTIONS,
): Fields {
  const meta = new Map(Object.entries(record).filter(([, value]) => value !== undefined));
  const errors: string[] = [];
  const take = (what: string, names: readonly string[]) => {
    const name = names.find((known) => (meta.get(known) ?? undefined) !== undefined);
    for (const known of names) if (meta.get(known) === null) meta.delete(known);
    if (name === undefined) return undefined;
    const text = textOf(meta.get(name));
    if (text === undefined)
      errors.push(`Cannot read ${what} "${name}": wanted text, got ${kindOf(meta.get(name))}`);
    else meta.delete(name);
    return text;
  };
  const caption = take("caption", captionNames);
  const url = take("URL", URLS);
  const license = take("licence", LICENSES);
  return {
    ...(caption === undefined ? {} : { caption }),
    ...(url === undefined ? {} : { url }),
    ...(license === undefined ? {} : { license }),
    ...(errors[0] === undefined ? {} : { error: errors[0] }),
    meta: Object.fromEntries([...meta].map(([name, value]) => [name, plain(value)])),
  };
}

/** Old Parquet writers do not say that their bytes are text. */
function textOf(value: unknown): string | undefined {
  if (value instanceof Uint8Array) return decodeText(value).text;
  return typeof value === "string" ? value : undefined;
}

/** A value that JSON can hold: big integers become numbers or text, dates text, bytes their count. */
export function plain(value: unknown): unknown {
  if (typeof value === "bigint") return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (value instanceof Uint8Array) return `${value.length} bytes`;
  if (Array.isArray(value)) return value.map(plain);
  if (ArrayBuffer.isView(value)) return Array.from(value as unknown as Iterable<unknown>, plain);
  if (value !== null && typeof value === "object")
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, plain(inner)]));
  return value;
}
