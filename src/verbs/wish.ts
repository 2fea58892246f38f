import type { Gate } from "../gate/gate.ts";
import type { PromptGate, PromptVerdict } from "../gate/prompt/prompt-gate.ts";
import { filtersDigest, numbersOf } from "../gate/scores.ts";
import type { GateState, RequestState } from "../gate/state/state.ts";
import type { Entry } from "../ledger/entry.ts";
import type { PromptFacts, Requested } from "../ledger/event.ts";
import type { SigningKey } from "../ledger/keys/signing-key.ts";
import { seal } from "../ledger/sealed.ts";

/** What a person asks for. */
export interface Wish {
  /** A model's id. */
  readonly model: string;
  /** SHA-256 (hex) of its canonical manifest. */
  readonly manifest: string;
  readonly prompt: string;
  readonly negative: string | null;
  /** At least 1. */
  readonly images: number;
  readonly seed: number | null;
  /** What for; null: not said. */
  readonly purpose: string | null;
}

/** What became of a wish; `request` is null where the prompt was blocked. */
interface Answer {
  readonly verdict: PromptVerdict;
  readonly entry: Entry;
  readonly request: RequestState | null;
}

/**
 * Judges a prompt and records the request, or that it was blocked: both count against the day's quota.
 * @throws GateRefusal (exit code 3) when the rules do not let the person ask
 */
export async function recordWish(
  gate: Gate,
  key: SigningKey,
  wish: Wish,
  prompts: PromptGate,
): Promise<Answer> {
  const { prompt, negative } = wish;
  const [verdict] = await prompts.judge([{ prompt, ...(negative === null ? {} : { negative }) }]);
  if (verdict === undefined) throw new Error("the prompt gate gave no verdict");
  const facts = factsOf(wish, verdict, prompts);
  const requested: Requested = {
    ...facts,
    type: "request",
    verdict: verdict.action === "pass" ? "pass" : "needs-approval",
  };
  const entry = await gate.act(
    key,
    verdict.action === "block" ? { ...facts, type: "prompt-blocked" } : requested,
  );
  return { verdict, entry, request: gate.state.requests.get(`r${entry.seq}`) ?? null };
}

function factsOf(wish: Wish, verdict: PromptVerdict, prompts: PromptGate): PromptFacts {
  const { model, manifest, prompt, negative, images, seed, purpose } = wish;
  const unmeasured = verdict.unmeasured.map((column) => `unmeasured:${column}`);
  return {
    model,
    manifest,
    prompt: seal(prompt),
    negative: negative === null ? null : seal(negative),
    images,
    seed,
    purpose: purpose === null ? null : seal(purpose),
    rules: [...unmeasured, ...verdict.rules.map(({ id }) => id)],
    scores: numbersOf(verdict.scores),
    policy: verdict.policy.sha256,
    filters: filtersDigest(prompts.filters),
  };
}

/**
 * A person's request for the same thing that is still under way, so that the same command asks once, goes on after
 * an approval, and resumes after an interruption; the newest where there are several.
 * @param at milliseconds
 * @param taken requests that are somebody else's wish for the same
 */
export function openRequest(
  state: GateState,
  person: string,
  { model, manifest, prompt, negative, images, seed }: Wish,
  at: number,
  taken: ReadonlySet<string> = new Set(),
): RequestState | null {
  const open = [...state.requests.values()].filter(
    ({ id, requester, status, expires, asked }) =>
      !taken.has(id) &&
      requester === person &&
      status !== "denied" &&
      status !== "done" &&
      (expires === null || at < expires) &&
      asked.model === model &&
      (asked.manifest ?? manifest) === manifest &&
      asked.images === images &&
      asked.seed === seed &&
      asked.prompt.value === prompt &&
      (asked.negative?.value ?? null) === negative,
  );
  return open.at(-1) ?? null;
}
