import type { Policy } from "../../../filters/policies.ts";
import { type Bin, valuePredicate } from "../../run/questions/bins.ts";
import { type Go, type Outcome, type Say, told } from "../kit/intents.ts";
import {
  type Cut,
  countedBy,
  movedCuts,
  type ScrubAction,
  type ScrubState,
  scrubCounts,
  turnedWhen,
} from "./state.ts";

export type ScrubIntent =
  | Exclude<ScrubAction, { readonly type: "bar" }>
  /** The next bar of the spread, or the one before. */
  | { readonly type: "bar"; readonly by: -1 | 1 }
  /** A cut's place, in words. */
  | { readonly type: "value"; readonly text: string }
  | { readonly type: "save" | "drill" };

/** Writes the moved cuts as a new version of the policy, and decides by it. */
export interface SaveCuts {
  readonly type: "save";
  readonly cuts: readonly Cut[];
}

/** Opens the labelled pairs that a rate of the moved rule is of. */
export interface OpenRate {
  readonly type: "rate";
  readonly rate: "precision" | "recall";
  readonly now: string;
  readonly crumb: string;
}

function ofBar(folder: string, value: string, bar: Bin): Outcome<never, Say | Go> {
  if (bar.n === 0) return told("this bar counts no pairs");
  const crumb = `${value} ${bar.low} – ${bar.high}`;
  const route = { screen: "explore", folder, where: valuePredicate(value, bar), crumb } as const;
  return { effects: [{ type: "go", route }], action: null };
}

/** What an intent comes to. @param view the run, and its policy as it is */
export function pressed(
  state: ScrubState,
  intent: ScrubIntent,
  {
    folder,
    policy,
    bins,
  }: {
    readonly folder: string;
    readonly policy: Pick<Policy, "rules">;
    /** The spread of the score that the chosen dial cuts. */
    readonly bins: readonly Bin[];
  },
): Outcome<ScrubAction, SaveCuts | OpenRate | Say | Go> {
  switch (intent.type) {
    case "bar": {
      if (bins.length === 0) return told("no spread: nothing was measured");
      const from = state.bar ?? (intent.by > 0 ? -1 : bins.length);
      return { effects: [], action: { type: "bar", at: (from + intent.by + bins.length) % bins.length } };
    }
    case "drill": {
      const bar = state.bar === null ? undefined : bins[state.bar];
      const dial = state.dials[state.dial];
      if (bar !== undefined && dial !== undefined) return ofBar(folder, dial.value, bar);
      const rule = policy.rules.find(({ id }) => id === state.dials[state.dial]?.rule);
      const count = scrubCounts[state.count];
      if (rule === undefined || count === undefined) return told("no rule is chosen");
      const now = turnedWhen(state, rule.id, rule.when);
      const crumb = `${rule.id} ${count}`;
      if (count === "precision" || count === "recall")
        return { effects: [{ type: "rate", rate: count, now, crumb }], action: null };
      const where = countedBy(count, rule.when, now);
      const route = { screen: "explore", folder, where, crumb } as const;
      return { effects: [{ type: "go", route }], action: null };
    }
    case "value": {
      const { text } = intent;
      const value = Number(text);
      if (text.trim() === "" || !Number.isFinite(value))
        return told(`wanted a number, got "${text}"`, "warning");
      return { effects: [], action: { type: "set", value } };
    }
    case "save":
      if (movedCuts(state).length === 0) return told("nothing to save: no cut was moved");
      return { effects: [{ type: "save", cuts: movedCuts(state) }], action: null };
    default:
      return { effects: [], action: intent };
  }
}
