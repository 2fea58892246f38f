import { areRanges, cutOnce } from "../cuts.ts";
import type { ByteRange } from "../fingerprint.ts";
import { oneLine } from "../one-line.ts";
import { type JsonPlace, jsonBytes } from "./json-place.ts";
import { isRowOf, type JsonShape } from "./json-shape.ts";
import { jsonValues } from "./json-values.ts";

/** Rows of one list that lie side by side. */
export interface JsonRun extends ByteRange {
  readonly start: number;
  end: number;
  count: number;
  readonly within: string;
  /** Why the file cannot be read behind it. */
  broken?: string;
}

/** Where runs of rows lie, of one list each; in one pass. */
export async function rangesOf(
  place: JsonPlace,
  shape: JsonShape,
  rows: number,
): Promise<readonly JsonRun[]> {
  const { path, range: { start = 0, end = 0 } = {} } = place;
  return cutOnce(path, ["json", shape.kind, rows, start, end], areRuns, () => goThrough(place, shape, rows));
}

function areRuns(value: unknown, size: number): boolean {
  if (!areRanges(value, size, ["count"])) return false;
  const runs: readonly Partial<JsonRun>[] = value;
  return runs.every(({ within, broken = "" }) => typeof within === "string" && typeof broken === "string");
}

async function goThrough(place: JsonPlace, shape: JsonShape, rows: number): Promise<readonly JsonRun[]> {
  const { signal } = new AbortController();
  const runs: JsonRun[] = [];
  const from = place.range?.start ?? 0;
  try {
    for await (const value of jsonValues(jsonBytes(place, signal), shape.kind === "list" ? 1 : 2)) {
      if (shape.kind === "lists" && !isRowOf(value)) continue;
      const { within } = value;
      const [start, end] = [from + value.start, from + value.end];
      const run = runs.at(-1);
      if (run && run.count < rows && run.within === within) Object.assign(run, { end, count: run.count + 1 });
      else runs.push({ start, end, within, count: 1 });
    }
  } catch (cause) {
    const run = runs.at(-1);
    if (run) run.broken = oneLine(cause);
  }
  return runs;
}
