import { oneLine } from "../../../process/errors.ts";
import { counted, seconds } from "../../../process/figures.ts";
import type { AskedPrompt, Generated, PassageEvent as GenerationEvent } from "../../../verbs/generate.ts";

/** A step of a generation: shut, being passed, passed, or refused. */
export interface GateStep {
  readonly id: string;
  readonly name: string;
  readonly state: "shut" | "passing" | "open" | "refused";
  readonly detail: string;
}

/** A request on its way through the gate. */
export interface Passage {
  readonly steps: readonly GateStep[];
  readonly images: number;
  readonly refused: number;
  /** Checks that do not run here, and why. */
  readonly notChecked: readonly string[];
  /** The request that was recorded: who comes back goes on with it, and asks for nothing twice. */
  readonly request: string | null;
  /** How it ended; null while it goes on. */
  readonly ended: Ended | null;
}

/** How a passage ended: images in quarantine, or why there are none. */
export type Ended =
  | { readonly kind: "sealed"; readonly request: string; readonly images: readonly string[] }
  | { readonly kind: "waits"; readonly request: string; readonly reasons: readonly string[] }
  | { readonly kind: "blocked"; readonly reasons: readonly string[] }
  | { readonly kind: "failed"; readonly reason: string };

/** Everything that the steps hear of. */
export type PassageEvent = GenerationEvent | { readonly type: "ended"; readonly ended: Ended };

/** The steps before anything is known of the model's stages. */
export const passageStart: Passage = {
  steps: [
    { id: "rules", name: "rules", state: "shut", detail: "" },
    { id: "prompt", name: "prompt filters", state: "shut", detail: "" },
    { id: "quarantine", name: "quarantine", state: "shut", detail: "" },
  ],
  images: 0,
  refused: 0,
  notChecked: [],
  request: null,
  ended: null,
};

/** What one event does to the steps: stages get theirs, each with its output filters, as they begin. */
export function passage(state: Passage, event: PassageEvent): Passage {
  switch (event.type) {
    case "prompt-judging":
      return set(state, "prompt", { state: "passing", detail: "judging the prompt" });
    case "prompt-asked":
      return asked(state, event.asked);
    case "not-checked":
      return { ...state, notChecked: [...state.notChecked, event.what] };
    case "ended":
      return { ...state, ended: event.ended };
    case "generation-started":
      return { ...state, images: event.images };
    case "stage-started":
      return before(state, "quarantine", {
        id: event.stage,
        name: `stage ${event.stage}`,
        state: "passing",
        detail: `${event.size} px on ${event.device}, ${counted(event.images, "image")}`,
      });
    case "stage-step":
      return set(state, event.stage, {
        state: "passing",
        detail: `step ${event.call + 1} of ${event.calls}`,
      });
    case "image-refused":
      return { ...state, refused: state.refused + 1 };
    case "stage-finished": {
      const all = event.passed === 0;
      const said = set(state, event.stage, { state: "open", detail: seconds(event.seconds) });
      return before(said, "quarantine", {
        id: `filters ${event.stage}`,
        name: `output filters`,
        state: all ? "refused" : "open",
        detail: `${event.passed} passed, ${event.refused} refused`,
      });
    }
    case "image-made": {
      if (event.made.image === null) return state;
      const sealed = Number(/^\d+/u.exec(detailOf(state, "quarantine"))?.[0] ?? 0) + 1;
      const done = sealed >= state.images;
      return set(state, "quarantine", { state: done ? "open" : "passing", detail: `${sealed} sealed` });
    }
    default:
      return state;
  }
}

/** A prompt that was blocked, waits for a person, or may go on. */
function asked(state: Passage, { request, status, verdict, lines }: AskedPrompt): Passage {
  if (status === "blocked") return set(state, "prompt", { state: "refused", detail: lines[0] ?? "blocked" });
  const judged = set({ ...state, request }, "prompt", { state: "open", detail: verdict ?? "judged before" });
  return set(
    judged,
    "rules",
    status === "waiting"
      ? { state: "passing", detail: "waits for another person" }
      : { state: "open", detail: "granted" },
  );
}

/** How a generation of one prompt ended. */
export function endedOf({ asked: [first], made }: Pick<Generated, "asked" | "made">): Ended {
  if (first === undefined || first.request === null) return { kind: "blocked", reasons: first?.lines ?? [] };
  const { request, status, lines } = first;
  if (status === "waiting") return { kind: "waits", request, reasons: lines };
  const images = made.flatMap(({ image }) => (image === null ? [] : [image]));
  return { kind: "sealed", request, images: images.sort() };
}

/** How a generation that threw ended. */
export function endedByError(error: unknown, stopped: boolean): Ended {
  return { kind: "failed", reason: stopped ? "stopped; what was done is kept" : oneLine(error) };
}

function detailOf({ steps }: Passage, id: string): string {
  return steps.find((step) => step.id === id)?.detail ?? "";
}

function set(state: Passage, id: string, change: Pick<GateStep, "state" | "detail">): Passage {
  return { ...state, steps: state.steps.map((step) => (step.id === id ? { ...step, ...change } : step)) };
}

/** Adds a step before another, or says anew what is there already. */
function before(state: Passage, id: string, step: GateStep): Passage {
  if (state.steps.some((one) => one.id === step.id)) return set(state, step.id, step);
  const at = state.steps.findIndex((one) => one.id === id);
  return { ...state, steps: [...state.steps.slice(0, at), step, ...state.steps.slice(at)] };
}
