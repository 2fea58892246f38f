import {
  type AskedPrompt,
  type Wanted as GateWanted,
  generate,
  type PassageEvent as Said,
} from "../../actions/gate/generate.ts";
import type { GateSession } from "../../actions/gate/opened.ts";
import type { Wanted } from "../../screens/gate/wanted.ts";
import type { Ended, PassageEvent } from "./steps.ts";

export interface PassOptions {
  readonly emit: (event: PassageEvent) => void;
  readonly signal: AbortSignal;
}

/** How the screens generate: as the model itself has it, from seed 0. */
const settings = { seed: 0, rng: "philox", overrides: {}, device: "auto", threads: 0 } as const;

/**
 * Asks, generates and seals, telling the steps as it goes.
 * @throws CliError where the gate, the model or a filter says no
 */
export async function pass(
  open: () => Promise<GateSession>,
  wanted: Wanted,
  { emit, signal }: PassOptions,
): Promise<Ended> {
  const done = await generate(open, toGate(wanted), {
    emit: (event) => {
      for (const step of stepsOf(event)) emit(step);
    },
    signal,
  });
  const [asked] = done.asked;
  if (asked === undefined) throw new Error("nothing was asked for");
  const { request, status, lines } = asked;
  if (request === null) return { kind: "blocked", reasons: lines };
  if (status === "waiting") return { kind: "waits", request, reasons: lines };
  const images = done.made.flatMap(({ image }) => image ?? []);
  return { kind: "sealed", request, images: images.sort() };
}

function toGate(wanted: Wanted): GateWanted {
  if ("request" in wanted) return { from: "request", id: wanted.request, settings };
  const { prompt: text, model, images: n } = wanted;
  return { from: "prompts", request: { ...settings, model, prompts: [{ text }], n } };
}

function stepsOf(event: Said): readonly PassageEvent[] {
  switch (event.type) {
    case "prompt-judging":
      return [{ type: "step", id: "prompt", state: "passing", detail: "judging the prompt" }];
    case "prompt-asked":
      return askedSteps(event.asked);
    case "image-made":
      return event.made.image === null ? [] : [{ type: "sealed", image: event.made.image }];
    default:
      return [event];
  }
}

function askedSteps({ request, status, verdict, lines }: AskedPrompt): readonly PassageEvent[] {
  if (request === null)
    return [{ type: "step", id: "prompt", state: "refused", detail: lines[0] ?? "blocked" }];
  const rules =
    status === "waiting"
      ? ({ state: "passing", detail: "waits for another person" } as const)
      : ({ state: "open", detail: "granted" } as const);
  return [
    { type: "asked", request },
    { type: "step", id: "prompt", state: "open", detail: verdict ?? "judged before" },
    { type: "step", id: "rules", ...rules },
  ];
}
