import { signals } from "../../filters/policies.ts";
import { CliError } from "../process/errors.ts";
import type { LabelRecord, VerdictRecord } from "../run/labels.ts";

/** A number of `filters/signals.ts`. */
export type Signal = (typeof signals)[number];

/** A stratified random sample as its labels describe it: `stratified:<signal>:b<bins>:s<seed>`. */
export interface RandomDesign {
  readonly id: string;
  /** Whose score the bins are of. */
  readonly signal: Signal;
  /** Bins of equal width over [0, 1]; the last holds 1 and more, and pairs without a score are stratum −1. */
  readonly bins: number;
  /** Pairs that were drawn and shown, whatever was said of them: the first verdict on each. */
  readonly drawn: readonly VerdictRecord[];
}

/**
 * The random designs among the labels, those over `prefer` first, then by size. Every verdict that was not
 * taken back shows that its pair was drawn, even if the reviewer judged the pair again in another queue.
 */
export function randomDesigns(records: readonly LabelRecord[], prefer: string): readonly RandomDesign[] {
  const undone = new Set(records.flatMap((record) => (record.type === "undo" ? [record.undoes] : [])));
  const found = new Map<string, Map<string, VerdictRecord>>();
  for (const record of records) {
    if (record.type !== "verdict" || undone.has(record.id) || record.design.strategy !== "stratified")
      continue;
    const drawn = found.get(record.design.id) ?? new Map<string, VerdictRecord>();
    found.set(record.design.id, drawn);
    if (!drawn.has(record.key)) drawn.set(record.key, record);
  }
  return [...found]
    .flatMap(([id, drawn]) => designOf(id, [...drawn.values()]) ?? [])
    .sort(
      (a, b) =>
        Number(b.signal.id === prefer) - Number(a.signal.id === prefer) || b.drawn.length - a.drawn.length,
    );
}

function designOf(id: string, drawn: readonly VerdictRecord[]): RandomDesign | undefined {
  const [, name, bins] = /^stratified:(.+):b([1-9]\d{0,3}):s\d+$/u.exec(id) ?? [];
  const signal = signals.find((known) => known.id === name);
  return signal && { id, signal, bins: Number(bins), drawn };
}

/**
 * The design asked for, or else the largest over the signal, or else the largest.
 * @throws CliError (exit code 2) when there is none of that name
 */
export function chooseDesign(
  designs: readonly RandomDesign[],
  id: string | undefined,
): RandomDesign | undefined {
  const chosen = id === undefined ? designs[0] : designs.find((design) => design.id === id);
  if (id !== undefined && chosen === undefined)
    throw new CliError(
      `Cannot calibrate on design "${id}": wanted one of ${designs.map((design) => design.id).join(", ") || "none, as no label is of a random design"}`,
      { exitCode: 2 },
    );
  return chosen;
}

/**
 * The signal to calibrate: the one named, or the one that leads, or the filter's first.
 * @throws CliError (exit code 2) when the filter has no such signal
 */
export function chooseSignal(filter: string, id: string | undefined): Signal {
  const own = signals.filter(({ by }) => by === filter);
  const chosen =
    id === undefined ? (own.find(({ leads }) => leads) ?? own[0]) : own.find((signal) => signal.id === id);
  if (chosen) return chosen;
  const filters = [...new Set(signals.map(({ by }) => by))];
  throw new CliError(
    own.length === 0
      ? `Cannot calibrate filter "${filter}": wanted one of ${filters.join(", ")}`
      : `Cannot calibrate signal "${id}": wanted one of ${own.map((signal) => signal.id).join(", ")}`,
    { exitCode: 2 },
  );
}
