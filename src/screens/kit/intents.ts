import type { Route } from "../route.ts";

/** Goes to another screen. */
export interface Go {
  readonly type: "go";
  readonly route: Route;
}

/** One line above the key bar, until the next key. */
export interface Say {
  readonly type: "say";
  readonly text: string;
  readonly kind: "info" | "warning";
}

/** An intent that a line of text completes. */
export interface Typed {
  readonly type: string;
  readonly text: string;
}

/** Asks for a line: `typed` has the text that stands there at first, and is meant with the one that was typed. */
export interface Ask<Own extends Typed> {
  readonly type: "ask";
  readonly label: string;
  readonly typed: Own;
  /** Meant at each change, too; who cancels means what stood there at first. */
  readonly live?: boolean;
  /** Typed unseen. */
  readonly secret?: boolean;
  /** Words that Tab completes. */
  readonly words?: readonly string[];
}

/** What a key of a screen can mean: something of the screen's own, or what every screen can. */
export type Intent<Own extends { readonly type: string }> = Own | Go | Say | Ask<Extract<Own, Typed>>;

/** What an intent comes to: what the face does first, then the reducer's action. */
export interface Outcome<Action, Effect> {
  readonly effects: readonly Effect[];
  /** Null where the state stays. */
  readonly action: Action | null;
}

/** An outcome that only tells something. */
export function told(text: string, kind: Say["kind"] = "info"): Outcome<never, Say> {
  return { effects: [{ type: "say", text, kind }], action: null };
}
