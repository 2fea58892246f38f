import { maskText } from "../../../exposure/mask.ts";
import { type Go, type Outcome, type Say, told } from "../../kit/intents.ts";
import type { FactLine } from "../detail.ts";
import type { Wanted } from "../wanted.ts";

/** A model that can draw, and the sides of the pictures that its stages make, one after the other. */
export interface Drawer {
  readonly id: string;
  readonly sizes: readonly number[];
}

/** How images of a prompt are to be made. */
export interface RequestForm {
  /** Place of the model in the list of models. */
  readonly model: number;
  readonly images: number;
  readonly seed: number;
  /** Stages that are run, from the first; null runs all. */
  readonly stages: number | null;
  /** Whether the prompt is in clear. */
  readonly clear: boolean;
}

export const requestStart: RequestForm = { model: 0, images: 1, seed: 0, stages: null, clear: false };

/** What a person can mean before a request. */
export type RequestIntent =
  | { readonly type: "model" | "size" | "clear" | "send" }
  | { readonly type: "images" | "seed"; readonly text: string };

export type RequestAction =
  | { readonly type: "model"; readonly models: number }
  | { readonly type: "size"; readonly stages: number }
  | { readonly type: "images" | "seed"; readonly value: number }
  | { readonly type: "clear" };

/** One setting after the other; another model has other sizes. */
export function requestForm(state: RequestForm, action: RequestAction): RequestForm {
  switch (action.type) {
    case "model":
      return { ...state, model: (state.model + 1) % action.models, stages: null };
    case "size": {
      // From the whole cascade down to its first stage, and round again.
      const next = (state.stages ?? action.stages) - 1;
      return { ...state, stages: next === 0 ? null : next };
    }
    case "images":
    case "seed":
      return { ...state, [action.type]: action.value };
    case "clear":
      return { ...state, clear: !state.clear };
  }
}

/** What an intent comes to; whether the prompt may be drawn, the gate itself says. */
export function pressed(
  state: RequestForm,
  intent: RequestIntent,
  prompt: string,
  drawers: readonly [Drawer, ...Drawer[]],
): Outcome<RequestAction, Go | Say> {
  const drawer = drawers[state.model] ?? drawers[0];
  switch (intent.type) {
    case "model":
      return { effects: [], action: { type: "model", models: drawers.length } };
    case "size":
      return { effects: [], action: { type: "size", stages: drawer.sizes.length } };
    case "clear":
      return { effects: [], action: { type: "clear" } };
    case "images":
    case "seed": {
      const value = Number(intent.text);
      const least = intent.type === "images" ? 1 : 0;
      if (!/^\d+$/u.test(intent.text.trim()) || value < least || !Number.isSafeInteger(value))
        return told(`wanted a whole number of at least ${least}, got "${intent.text}"`, "warning");
      return { effects: [], action: { type: intent.type, value } };
    }
    case "send": {
      const { images, seed, stages } = state;
      const wanted: Wanted = {
        ...{ prompt, model: drawer.id, images, seed },
        ...(stages === null ? {} : { stages: { from: 1, to: stages } }),
      };
      return { effects: [{ type: "go", route: { screen: "gate-generate", wanted } }], action: null };
    }
  }
}

/** The request as it would be sent. */
export function requestLines(
  { model, images, seed, stages, clear }: RequestForm,
  prompt: string,
  drawers: readonly [Drawer, ...Drawer[]],
): readonly FactLine[] {
  const { id, sizes } = drawers[model] ?? drawers[0];
  const run = stages ?? sizes.length;
  return [
    ["prompt", clear ? prompt : maskText(prompt)],
    ["model", id],
    ["images", String(images)],
    ["seed", String(seed)],
    ["size", `${sizes[run - 1]} px, after stage ${run} of ${sizes.length}`],
  ];
}

/** The same on the command line; prompts stay out of titles and lines. */
export function requestCommand(
  { model, images, seed, stages }: RequestForm,
  drawers: readonly [Drawer, ...Drawer[]],
): string {
  const { id } = drawers[model] ?? drawers[0];
  const some = stages === null ? "" : ` --stages 1..${stages}`;
  return `sluice generate PROMPT --model ${id} --n ${images} --seed ${seed}${some}`;
}
