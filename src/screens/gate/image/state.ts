import type { Drawing } from "../../../exposure/terminal/draw.ts";

export interface GateImageState {
  /** Rung of the exposure ladder that was asked for last; 1 shows nothing of the image. */
  readonly wanted: number;
  /** Whether the prompt is in clear. */
  readonly clear: boolean;
  /** Grows with each wish: a picture that arrives after something else was asked for is never drawn. */
  readonly turn: number;
  readonly shown: {
    readonly rung: number;
    readonly drawing: Drawing | null;
    /** Which model says what of which part. */
    readonly where: string | null;
  };
}

export type GateImageAction =
  | { readonly type: "want"; readonly rung: number }
  /** A picture that was asked for in that turn. */
  | {
      readonly type: "arrived";
      readonly turn: number;
      readonly drawing: Drawing;
      readonly where: string | null;
    }
  | { readonly type: "hide" }
  | { readonly type: "clear" };

/** The rung that shows nothing of an image. */
export const HIDDEN = 1;

const nothing = { rung: HIDDEN, drawing: null, where: null } as const;

export const gateImageStart: GateImageState = { wanted: HIDDEN, clear: false, turn: 0, shown: nothing };

/** One rung after the other; whatever else was asked for meanwhile, nothing late is drawn. */
export function gateImage(state: GateImageState, action: GateImageAction): GateImageState {
  switch (action.type) {
    case "want":
      return { ...state, wanted: action.rung, turn: state.turn + 1 };
    case "arrived":
      return action.turn === state.turn
        ? { ...state, shown: { rung: state.wanted, drawing: action.drawing, where: action.where } }
        : state;
    case "hide":
      return { wanted: HIDDEN, clear: false, turn: state.turn + 1, shown: nothing };
    case "clear":
      return { ...state, clear: !state.clear };
  }
}
