import type { Choice } from "../../compare/duel.ts";

/** Where a voter stands. */
export interface CompareState {
  /** Prompts without a verdict; the first is on screen. */
  readonly pending: readonly number[];
  /** Prompts with one, in the order given; the last can be taken back. */
  readonly done: readonly number[];
  /** Whether both pictures are in colour; a new prompt starts behind the mosaic. */
  readonly revealed: boolean;
  /** When the pictures were revealed, milliseconds. */
  readonly since: number;
}

export type CompareAction =
  | { readonly type: "reveal"; readonly now: number }
  | { readonly type: "hide" }
  | { readonly type: "vote"; readonly choice: Choice }
  | { readonly type: "refuse" }
  | { readonly type: "skip" }
  | { readonly type: "undo" }
  /** A verdict that is on no disk is none: its prompt comes back at once. */
  | { readonly type: "fall"; readonly prompt: number }
  /** A verdict whose taking back is on no disk stands. */
  | { readonly type: "stand"; readonly prompt: number };

/** @param done prompts with a verdict from before, in the order given */
export function compareStart(prompts: number, done: readonly number[]): CompareState {
  const pending = Array.from({ length: prompts }, (_, i) => i).filter((i) => !done.includes(i));
  return { pending, done, revealed: false, since: 0 };
}

/** One prompt after the other; a skipped one comes back at the end, one taken back at once, none after the end. */
export function compare(state: CompareState, action: CompareAction): CompareState {
  const [current, ...rest] = state.pending;
  switch (action.type) {
    case "reveal":
      return current === undefined || state.revealed
        ? state
        : { ...state, revealed: true, since: action.now };
    case "hide":
      return { ...state, revealed: false };
    case "vote":
    case "refuse":
      // Nobody can judge what was never shown.
      if (current === undefined || (action.type === "vote" && !state.revealed)) return state;
      return { ...state, pending: rest, done: [...state.done, current], revealed: false };
    case "skip":
      return current === undefined ? state : { ...state, pending: [...rest, current], revealed: false };
    case "fall":
    case "stand": {
      const { prompt } = action;
      const others = (all: readonly number[]) => all.filter((one) => one !== prompt);
      const [pending, done] = [others(state.pending), others(state.done)];
      return action.type === "fall"
        ? { ...state, pending: [prompt, ...pending], done, revealed: false }
        : { ...state, pending, done: [...done, prompt], revealed: false };
    }
    case "undo": {
      const last = state.done.at(-1);
      // The end names the models: a verdict after it would not be blind.
      if (last === undefined || current === undefined) return state;
      return { ...state, pending: [last, ...state.pending], done: state.done.slice(0, -1), revealed: false };
    }
  }
}
