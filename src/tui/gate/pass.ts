import { ask } from "../../gate/flow/ask.ts";
import { openGeneration } from "../../gate/flow/generation.ts";
import { claimsOf } from "../../gate/model-claims.ts";
import { openPromptGate, requesterLines } from "../../gate/prompt/prompt-gate.ts";
import { generate } from "../../pipelines/generate/generate.ts";
import type { Wanted } from "../../screens/gate/wanted.ts";
import type { GateSession } from "./session.ts";
import type { Ended, PassageEvent } from "./steps.ts";

export interface PassOptions {
  readonly emit: (event: PassageEvent) => void;
  readonly signal: AbortSignal;
  readonly now: () => Date;
}

/**
 * Asks, generates and seals, telling the steps as it goes. The same work as `sluice generate`.
 * @throws CliError where the gate, the model or a filter says no
 */
export async function pass(session: GateSession, wanted: Wanted, options: PassOptions): Promise<Ended> {
  const { gate, keys } = session;
  const asked =
    "request" in wanted
      ? { kind: "granted" as const, request: wanted.request }
      : await askFirst(session, wanted, options);
  if (asked.kind !== "granted") return asked;
  const request = gate.state.requests.get(asked.request);
  const prompt = request?.asked.prompt.value;
  if (request === undefined || typeof prompt !== "string")
    throw new Error(`no prompt is kept of ${asked.request}`);
  const { emit, signal, now } = options;
  emit({ type: "step", id: "rules", state: "open", detail: "granted" });
  emit({ type: "step", id: "prompt", state: "open", detail: request.asked.verdict });
  const generation = await openGeneration({
    gate,
    key: keys.signing,
    requests: [request.id],
    model: request.asked.model,
    device: "auto",
    now,
  });
  let finished = false;
  const images: string[] = [];
  try {
    const negative = request.asked.negative?.value;
    const outcomes = generate(
      {
        model: request.asked.model,
        prompts: [{ text: prompt, ...(typeof negative === "string" ? { negative } : {}) }],
        n: request.asked.images,
        seed: request.asked.seed ?? 0,
        rng: "philox",
        overrides: {},
        device: "auto",
        threads: 0,
      },
      { outputFilter: generation.outputFilter, store: generation.store, context: { now, signal, emit } },
    );
    for await (const outcome of outcomes) {
      const { image } = await generation.record(outcome);
      images.push(image);
      emit({ type: "sealed", image });
    }
    finished = true;
  } finally {
    await generation.close(finished);
  }
  return { kind: "sealed", request: request.id, images: images.sort() };
}

async function askFirst(
  { gate, keys }: GateSession,
  wanted: Extract<Wanted, { prompt: string }>,
  { emit }: PassOptions,
): Promise<Ended | { readonly kind: "granted"; readonly request: string }> {
  emit({ type: "step", id: "prompt", state: "passing", detail: "judging the prompt" });
  const { manifest } = await claimsOf(wanted.model);
  const prompts = await openPromptGate({ device: "auto", people: gate.state.rules?.people ?? [] });
  try {
    const { verdict, request } = await ask(
      gate,
      keys.signing,
      { ...wanted, manifest, negative: null, seed: null, purpose: null },
      prompts,
    );
    const reasons = requesterLines(verdict);
    if (request === null) {
      emit({ type: "step", id: "prompt", state: "refused", detail: reasons[0] ?? "blocked" });
      return { kind: "blocked", reasons };
    }
    emit({ type: "asked", request: request.id });
    emit({
      type: "step",
      id: "prompt",
      state: "open",
      detail: verdict.action === "pass" ? "pass" : "needs approval",
    });
    if (request.status === "granted") return { kind: "granted", request: request.id };
    emit({ type: "step", id: "rules", state: "passing", detail: "waits for another person" });
    return { kind: "waits", request: request.id, reasons };
  } finally {
    await prompts.close();
  }
}
