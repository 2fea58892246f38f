import { type Gate, GateRefusal, refusalBy } from "../gate/gate.ts";
import { openPromptGate, type PromptGate, requesterReasons } from "../gate/prompt/prompt-gate.ts";
import type { RequestState } from "../gate/state/state.ts";

/** Wherever filters run best here. */
const DEVICE = "auto";

/**
 * Judges a request's prompt again in the process of who decides about it: that it passed is its requester's word, and a
 * patched client signs what it likes under the right digests.
 * @param what the person wanted, for the message
 * @throws GateRefusal (exit code 3) where the prompt filters here block it; Refused (3) where one cannot run
 */
export async function judgePromptAgain(gate: Gate, request: RequestState, what: string): Promise<void> {
  const filters = await openPromptGate({ device: DEVICE, people: gate.state.rules?.people ?? [] });
  try {
    await refuseBlocked(filters, request, what);
  } finally {
    await filters.close();
  }
}

/** {@link judgePromptAgain} by filters that are loaded already. */
export async function refuseBlocked(
  filters: Pick<PromptGate, "judge">,
  { id, asked }: RequestState,
  what: string,
): Promise<void> {
  const negative = asked.negative?.value ?? null;
  const prompt = { prompt: asked.prompt.value ?? "", ...(negative === null ? {} : { negative }) };
  const [verdict] = await filters.judge([prompt]);
  if (verdict !== undefined && verdict.action !== "block") return;
  const rules = verdict === undefined ? [] : requesterReasons(verdict).map(({ rule }) => rule);
  const reason = `the prompt filters, run again here, block request ${id} (${rules.join(", ")}), and it was recorded as one that they let through: what its requester recorded is not believed`;
  throw new GateRefusal(what, refusalBy({ rule: "prompt-blocked-here", reason }, ["prompt-blocked-here"]));
}
