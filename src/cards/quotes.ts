import { count, fact, percentInterval } from "../process/figures.ts";
import { wilson } from "../statistics/wilson.ts";
import type { Card } from "./source/card.ts";

/** `{{pairs.pairs}}`, `{{languages[1].language}}`, `{{any-of.share}}`: fact, row counted from 0, column. */
const QUOTE = /^\{\{\s*([a-z][a-z0-9-]*)(?:\[(\d{1,4})\])?\.([a-z_][a-z0-9_]*)\s*\}\}$/u;
/** Whatever was meant as a quotation. */
const MEANT = /\{\{[^{}]*\}\}/gu;
/** What stands where a quotation leads nowhere. */
const NOWHERE = "**?**";

/**
 * A text with the facts that it quotes in place: figures in prose are those of the audit, now.
 * @param words what a text of a fact, which is the dataset's, becomes where it stands: in Markdown no markup
 */
export function quoted(
  text: string,
  facts: Card["facts"],
  words: (text: string) => string = (text) => text,
): string {
  // In one pass: what a fact says quotes nothing.
  return text.replace(MEANT, (meant) => {
    const [, id, row, column] = QUOTE.exec(meant) ?? [];
    if (id === undefined || column === undefined) return NOWHERE;
    return factValue(facts, id, row, column, words) ?? NOWHERE;
  });
}

/** Quotations of a text that lead to no fact. */
export function brokenQuotes(text: string, facts: Card["facts"]): readonly string[] {
  return [...text.matchAll(MEANT)].map(([whole]) => whole).filter((one) => quoted(one, facts) === NOWHERE);
}

function factValue(
  facts: Card["facts"],
  id: string,
  row: string | undefined,
  column: string,
  words: (text: string) => string,
): string | null {
  const found = Object.hasOwn(facts, id) ? facts[id] : undefined;
  const values = found?.result[Number(row ?? 0)];
  if (values === undefined) return null;
  if (column === "share" && found?.rates === true && !Object.hasOwn(values, "share")) {
    const { rate, low, high } = wilson(Number(values["k"]), Number(values["n"]));
    return rate === null ? null : percentInterval(rate, low, high);
  }
  const value = Object.hasOwn(values, column) ? values[column] : null;
  if (typeof value === "number") return Number.isInteger(value) ? count(value) : fact(value);
  return typeof value === "string" ? words(value.replaceAll(/\s+/gu, " ")) : null;
}
