import type { ElsewhereClaim } from "../../gate/elsewhere.ts";
import { type Gate, GateRefusal } from "../../gate/gate.ts";
import { type PromptGate, requesterLines } from "../../gate/prompt/prompt-gate.ts";
import { filtersDigest } from "../../gate/scores.ts";
import type { PromptFacts } from "../../ledger/event.ts";
import type { SigningKey } from "../../ledger/keys/signing-key.ts";
import { openRequest, recordWish, type Wish } from "../../verbs/wish.ts";
import type { ElsewhereRow } from "./rows.ts";

/** What became of a picture's prompt; `closed`: the gate takes no more requests of this person now. */
export type AskedRow =
  | {
      readonly state: "granted" | "waiting" | "denied";
      readonly request: string;
      readonly lines: readonly string[];
    }
  | { readonly state: "blocked" | "closed"; readonly request: null; readonly lines: readonly string[] };

/** Who asks, by which filters, and what of the same was asked for by other rows. */
export interface Asker {
  readonly gate: Gate;
  readonly key: SigningKey;
  readonly me: string;
  readonly prompts: PromptGate;
  readonly taken: Set<string>;
  readonly at: number;
}

/** Asks for a picture, or goes on with what was asked before: a denial or a block stands, and is not asked for again. */
export async function askFor(asker: Asker, row: ElsewhereRow, claim: ElsewhereClaim): Promise<AskedRow> {
  const { gate, key, me, prompts, taken, at } = asker;
  const wish: Wish = {
    ...{ model: claim.id, manifest: claim.manifest, prompt: row.prompt, negative: row.negative },
    ...{ images: 1, seed: row.seed, purpose: null },
  };
  const open = openRequest(gate.state, me, wish, at, taken);
  if (open !== null) {
    taken.add(open.id);
    return { state: open.status === "waiting" ? "waiting" : "granted", request: open.id, lines: [] };
  }
  const before = decidedBefore(asker, wish);
  if (before !== null) return before;
  try {
    const { verdict, request } = await recordWish(gate, key, wish, prompts);
    if (request === null) return { state: "blocked", request, lines: requesterLines(verdict) };
    taken.add(request.id);
    const lines = requesterLines(verdict);
    return { state: request.status === "granted" ? "granted" : "waiting", request: request.id, lines };
  } catch (cause) {
    if (!(cause instanceof GateRefusal)) throw cause;
    return { state: "closed", request: null, lines: [cause.message] };
  }
}

function decidedBefore({ gate, me, prompts, taken }: Asker, wish: Wish): AskedRow | null {
  const same = ({ model, manifest, prompt, negative, seed }: PromptFacts) =>
    model === wish.model &&
    manifest === wish.manifest &&
    seed === wish.seed &&
    prompt.value === wish.prompt &&
    (negative?.value ?? null) === wish.negative;
  for (const { seq, actor, event } of gate.entries) {
    if (actor !== me || (event.type !== "request" && event.type !== "prompt-blocked") || !same(event))
      continue;
    if (event.type === "prompt-blocked") {
      if (event.policy !== prompts.policy.sha256 || event.filters !== filtersDigest(prompts.filters))
        continue;
      return { state: "blocked", request: null, lines: [`blocked before, in entry ${seq}`] };
    }
    const id = `r${seq}`;
    if (taken.has(id) || gate.state.requests.get(id)?.status !== "denied") continue;
    taken.add(id);
    return { state: "denied", request: id, lines: [] };
  }
  return null;
}
