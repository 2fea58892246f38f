/** Names under which datasets in the wild keep the same thing, most specific first. */
const CAPTION = ["caption", "text", "TEXT", "txt", "alt", "alt_text", "alttext", "title", "description"];
const URL = ["url", "URL", "image_url", "source_url", "URL_"];
const LICENSE = ["license", "licence", "LICENSE", "License"];

/** What a record of fields says of its pair; everything else is `meta`. */
export interface Fields {
  readonly caption?: string;
  readonly url?: string;
  readonly license?: string;
  readonly error?: string;
  readonly meta: Readonly<Record<string, unknown>>;
}

/** Picks caption, URL and licence out of a record; a caption that is no text is an error, `null` is none. */
export function readFields(record: Readonly<Record<string, unknown>>): Fields {
  const [captionName, caption] = pick(record, CAPTION);
  const [urlName, url] = pick(record, URL);
  const [licenseName, license] = pick(record, LICENSE);
  const used = new Set([captionName, urlName, licenseName]);
  const meta = Object.fromEntries(Object.entries(record).filter(([name]) => !used.has(name)));
  const wrong = caption !== undefined && typeof caption !== "string";
  return {
    ...(typeof caption === "string" ? { caption } : {}),
    ...(typeof url === "string" ? { url } : {}),
    ...(typeof license === "string" ? { license } : {}),
    ...(wrong ? { error: `Cannot read caption "${captionName}": wanted text, got ${typeof caption}` } : {}),
    meta,
  };
}

/** The name of the field that holds a dataset's captions, if any of these columns does. */
export function captionField(columns: readonly string[]): string | undefined {
  return CAPTION.find((name) => columns.includes(name));
}

/** The name of the field that holds its URLs. */
export function urlField(columns: readonly string[]): string | undefined {
  return URL.find((name) => columns.includes(name));
}

function pick(
  record: Readonly<Record<string, unknown>>,
  names: readonly string[],
): readonly [string, unknown] {
  const name = names.find((known) => record[known] !== undefined && record[known] !== null);
  return name === undefined ? ["", undefined] : [name, record[name]];
}
