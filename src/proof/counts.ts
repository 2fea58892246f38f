import type { Books, Left } from "./books.ts";
import type { Failure } from "./files.ts";

/** What was counted while source and output were read. */
export interface Tally {
  source: number;
  written: number;
  removed: number;
  /** Pairs that something was left out of, by its name. */
  readonly stripped: Map<string, number>;
}

/** What was counted otherwise than `CURATED.yaml` says. */
export function* checkCounts(
  { pairs, reasons, stripped }: Books,
  left: readonly Left[],
  tally: Tally,
): Generator<Failure> {
  const gone = left.filter(({ rule }) => rule === "gone").length;
  const held = left.filter(({ state }) => state === "held").length;
  const of = (rule: string, state: string) =>
    left.filter((one) => one.rule === rule && one.state === state).length;
  const names = new Set([...Object.keys(stripped), ...tally.stripped.keys()]);
  const counts: readonly (readonly [string, number, number])[] = [
    ["pairs.before", pairs.before, tally.source + gone],
    ["pairs.written", pairs.written, tally.written],
    ["pairs.removed", pairs.removed, left.length - held],
    ["pairs.held", pairs.held, held],
    ...reasons.map(({ rule, state, pairs: n }) => [`reasons.${rule}`, n, of(rule, state)] as const),
    ...[...names].map(
      (name) => [`stripped.${name}`, stripped[name] ?? 0, tally.stripped.get(name) ?? 0] as const,
    ),
  ];
  for (const [name, says, counted] of counts)
    if (says !== counted)
      yield { name: "CURATED.yaml", problem: `says ${name} is ${says}, counted ${counted}` };
}
