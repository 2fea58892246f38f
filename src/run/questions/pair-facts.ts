import { count } from "../../process/figures.ts";
import type { StoredRow } from "./rows.ts";

/** A fact of a pair, for people. */
export interface PairFact {
  readonly name: string;
  readonly value: string;
}

/** Where a pair comes from and what it is, as far as the run knows. */
export function factsOf(values: StoredRow): readonly PairFact[] {
  const { width, height, format, bytes, language, caption_words: words } = values;
  const url = texts(values["url"]) ?? texts(values["source_url"]);
  const size = typeof width === "number" ? [`${width} × ${height}`] : [];
  const parts = [...size, texts(format), typeof bytes === "number" ? `${count(bytes)} bytes` : null];
  const facts: readonly (readonly [string, string | null])[] = [
    ["url", url],
    ["domain", url === null ? null : hostOf(url)],
    ["licence", texts(values["license"])],
    ["image", parts.filter((part) => part !== null).join(", ") || null],
    ["language", texts(language)],
    ["words", typeof words === "number" ? String(words) : null],
  ];
  return facts.flatMap(([name, value]) => (value === null ? [] : [{ name, value }]));
}

function texts(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}

function hostOf(url: string): string | null {
  return URL.canParse(url) ? new URL(url).hostname : null;
}
