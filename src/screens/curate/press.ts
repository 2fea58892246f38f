import { type Outcome, type Say, told } from "../kit/intents.ts";
import type { Move } from "../kit/window.ts";
import type { Drill } from "../run/state.ts";
import { type CuratedLine, curatedLines, type WhichCurated } from "./lines.ts";
import type { CurateAction, CurateState } from "./state.ts";

/** What a curator can mean. */
export type CurateIntent =
  | Move
  | Drill
  | { readonly type: "stop" }
  | { readonly type: "write" }
  | { readonly type: "format" }
  | { readonly type: "to"; readonly text: string };

/** What the face does before the state changes. */
export type CurateEffect = Say | OpenCurated | { readonly type: "stop" } | { readonly type: "write" };

/** Opens the pairs that a line counts. */
export interface OpenCurated {
  readonly type: "open";
  readonly which: WhichCurated;
  /** What they are, in a few words. */
  readonly crumb: string;
}

/** What an intent comes to; there are so many formats to choose from, and so many lines fit. */
export function pressed(
  state: CurateState,
  intent: CurateIntent,
  { formats, height }: { readonly formats: number; readonly height: number },
): Outcome<CurateAction, CurateEffect> {
  const lines: readonly CuratedLine[] = state.phase.kind === "done" ? curatedLines(state.phase.curated) : [];
  switch (intent.type) {
    case "move":
      return { effects: [], action: { ...intent, total: lines.length, height } };
    case "drill": {
      const line = lines[state.list.cursor];
      if (line === undefined) return { effects: [], action: null };
      return { effects: [{ type: "open", which: line.which, crumb: `curate: ${line.id}` }], action: null };
    }
    case "stop":
      return { effects: [{ type: "stop" }], action: null };
    case "write":
      return { effects: [{ type: "write" }], action: { type: "begun" } };
    case "format":
      return { effects: [], action: { type: "format", formats } };
    case "to": {
      const to = intent.text.trim();
      return to === "" ? told("wanted a folder", "warning") : { effects: [], action: { type: "to", to } };
    }
  }
}
