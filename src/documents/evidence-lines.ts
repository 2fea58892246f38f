import type { Fact } from "../cards/source/card.ts";
import { count, counted, percentInterval } from "../process/figures.ts";
import { plainWords } from "../process/plain-words.ts";
import { wilson } from "../statistics/wilson.ts";
import { clipped, slugOf } from "./markdown.ts";

/** Rows of a table that a line names. */
const NAMED = 3;
/** Letters of such a line. */
const LONGEST = 240;

/** A fact in one line, for a place where its table does not stand. */
export function briefly({ result, rates }: Fact): string {
  if (result.length === 0) return "nothing was found";
  if (rates !== true)
    return result.length === 1 ? clipped(valuesOf(result[0] ?? {}), LONGEST) : counted(result.length, "row");
  const found = result.filter(({ k }) => Number(k) > 0);
  const named = (found.length === 0 ? result : found).slice(0, NAMED).map((row) => {
    const { rate, low, high } = wilson(Number(row["k"]), Number(row["n"]));
    const share = rate === null ? "not measured" : percentInterval(rate, low, high);
    return `${labelOf(row)}: ${count(Number(row["k"]))} of ${count(Number(row["n"]))}, ${share}`;
  });
  const more = result.length - named.length;
  return `${clipped(named.join("; "), LONGEST)}${more > 0 ? ` and ${counted(more, "more row")}` : ""}`;
}

/** What a row of shares is of. */
function labelOf(row: Readonly<Record<string, unknown>>): string {
  const { k: _, n: __, low: ___, high: ____, by: _____, side: ______, ...label } = row;
  return Object.values(label)
    .filter((value) => typeof value === "string" || typeof value === "number")
    .map((value) => plainWords(String(value)))
    .join(" ");
}

function valuesOf(row: Readonly<Record<string, unknown>>): string {
  return Object.entries(row)
    .filter(([, value]) => value !== null)
    .map(([name, value]) => {
      const words = typeof value === "number" ? count(value) : plainWords([value].flat().join(", "));
      return `${plainWords(name.replaceAll("_", " "))} ${words}`;
    })
    .join(", ");
}

/** Headings of a text under which facts stand, by the facts' ids. */
export function headingsOfFacts(lines: readonly string[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  let heading = "";
  for (const line of lines) {
    if (/^#+ /u.test(line)) heading = line.replace(/^#+ /u, "");
    for (const [, id = ""] of line.matchAll(/\bEvidence `([a-z-]+)`/gu))
      if (!found.has(id)) found.set(id, slugOf(heading));
  }
  return found;
}
