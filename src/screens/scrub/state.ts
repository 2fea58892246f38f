import type { Policy } from "../../../filters/policies.ts";
import { cutsOf, movedCut } from "../../policy/predicate.ts";

/** One number of one rule that can be moved. */
export interface Dial {
  readonly rule: string;
  /** Which cut of the rule, from 0. */
  readonly index: number;
  /** What is compared with it. */
  readonly value: string;
  readonly operator: string;
  /** Where the policy has it. */
  readonly from: number;
}

export interface ScrubState {
  readonly dials: readonly Dial[];
  readonly dial: number;
  /** Where each dial stands now. */
  readonly at: readonly number[];
  /** Index of the count that ⏎ opens. */
  readonly count: number;
  /** Index of the bar of the spread that ⏎ opens; null where it opens the count. */
  readonly bar: number | null;
}

/** What a cut's place counts, in the order in which it is shown. */
export const scrubCounts = ["fires", "was", "gained", "lost", "precision", "recall"] as const;

export type ScrubAction =
  | { readonly type: "dial"; readonly by: -1 | 1 }
  /** Fine is a tenth of a step. */
  | { readonly type: "turn"; readonly by: -1 | 1; readonly fine: boolean }
  /** The next of {@link scrubCounts}, or the one before. */
  | { readonly type: "count"; readonly by: -1 | 1 }
  /** A bar of the spread. */
  | { readonly type: "bar"; readonly at: number }
  | { readonly type: "set"; readonly value: number }
  | { readonly type: "reset" };

export function scrubStart(policy: Policy): ScrubState {
  const dials = policy.rules.flatMap(({ id, when }) =>
    cutsOf(when).map(({ left, operator, value }, index) => ({
      rule: id,
      index,
      value: left,
      operator,
      from: value,
    })),
  );
  return { dials, dial: 0, at: dials.map(({ from }) => from), count: 0, bar: null };
}

/** Where a scrubber that was left goes on: with its moved cuts, unless the policy has other cuts by now. */
export function goneOn(kept: ScrubState, fresh: ScrubState): ScrubState {
  return JSON.stringify(kept.dials) === JSON.stringify(fresh.dials) ? kept : fresh;
}

/** The threshold scrubber: choose a dial, turn it. */
export function scrubbing(state: ScrubState, action: ScrubAction): ScrubState {
  const { dials, dial, at } = state;
  const turned = (value: number) => ({ ...state, at: at.map((old, i) => (i === dial ? value : old)) });
  switch (action.type) {
    case "dial":
      return { ...state, bar: null, dial: Math.max(0, Math.min(dials.length - 1, dial + action.by)) };
    case "turn": {
      const step = stepOf(dials[dial]) * (action.fine && isShare(dials[dial]) ? 0.1 : 1);
      return turned(bounded(dials[dial], (at[dial] ?? 0) + action.by * step));
    }
    case "count": {
      const { length } = scrubCounts;
      // From a bar it leads back to the count that was chosen.
      const by = state.bar === null ? action.by : 0;
      return { ...state, bar: null, count: (state.count + by + length) % length };
    }
    case "bar":
      return { ...state, bar: action.at };
    case "set":
      return turned(bounded(dials[dial], action.value));
    case "reset":
      return turned(dials[dial]?.from ?? 0);
  }
}

/** The rule's predicate as it is now, all its dials turned. */
export function turnedWhen({ dials, at }: ScrubState, rule: string, when: string): string {
  return dials.reduce(
    (text, dial, i) => (dial.rule === rule ? movedCut(text, dial.index, at[i] ?? dial.from) : text),
    when,
  );
}

/** The pairs that a count counts, as a predicate. @param was the rule's predicate as it is, `now` with its dials turned */
export function countedBy(
  count: Exclude<(typeof scrubCounts)[number], "precision" | "recall">,
  was: string,
  now: string,
): string {
  const not = (when: string) => `NOT coalesce((${when}\n), false)`;
  switch (count) {
    case "fires":
      return now;
    case "was":
      return was;
    case "gained":
      return `(${now}\n) AND ${not(was)}`;
    case "lost":
      return `(${was}\n) AND ${not(now)}`;
  }
}

/** One cut of one rule, and where it goes. */
export interface Cut {
  readonly rule: string;
  /** Which cut of the rule, from 0. */
  readonly index: number;
  readonly value: number;
}

/** The cuts that do not stand where the policy has them. */
export function movedCuts({ dials, at }: ScrubState): readonly Cut[] {
  return dials.flatMap(({ rule, index, from }, i) => {
    const value = at[i] ?? from;
    return value === from ? [] : [{ rule, index, value }];
  });
}

/** Whether the dial cuts a score in [0, 1], rather than a count. */
export function isShare(dial: Dial | undefined): boolean {
  return dial !== undefined && dial.from > 0 && dial.from < 1;
}

function stepOf(dial: Dial | undefined): number {
  return isShare(dial) ? 0.01 : 1;
}

function bounded(dial: Dial | undefined, value: number): number {
  const rounded = Number(value.toFixed(6));
  return isShare(dial) ? Math.max(0, Math.min(1, rounded)) : Math.max(0, rounded);
}
