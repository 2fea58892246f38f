import type { Cascade } from "../../../models/index.ts";
import type { Entry } from "../../ledger/entry.ts";
import { generate } from "../../pipelines/generate/generate.ts";
import type { World } from "../../pipelines/generate/generation.ts";
import { type Measured, openOnThread } from "../../pipelines/generate/on-thread.ts";
import type { Outcome } from "../../pipelines/generate/outcome.ts";
import type { DrawRequest, Prompt } from "../../pipelines/generate/request.ts";
import type { Gate } from "../gate.ts";
import { grantOf } from "./grant.ts";

/** What is drawn with, and which entries allow it. */
export interface Drawing {
  readonly gate: Gate;
  readonly cascade: Cascade;
  readonly starts: readonly Entry[];
  /** Every prompt of a drawing outside requests, in which those that are drawn now are found. */
  readonly prompts?: readonly Prompt[];
}

/**
 * The one door: every picture that any command makes is made by this call. The grant is made of the entries, and leads
 * no further than to the engine.
 * @throws GateRefusal, Refused (exit code 3) where the entries do not allow it
 */
export function draw(
  { gate, cascade, starts, prompts }: Drawing,
  request: DrawRequest,
  world: World,
): AsyncGenerator<Outcome> {
  return generate({ cascade, grant: grantOf(gate, starts, cascade, prompts) }, request, world);
}

/** {@link draw} on the caller's thread, to be timed: nothing comes out but that it is done. */
export function measure({ gate, cascade, starts, prompts }: Drawing, threads: number): Promise<Measured> {
  return openOnThread({ cascade, grant: grantOf(gate, starts, cascade, prompts) }, threads);
}
