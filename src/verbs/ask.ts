import { claimsOf } from "../gate/model-claims.ts";
import {
  openPromptGate,
  type PromptGate,
  type PromptVerdict,
  requesterLines,
  requesterReasons,
} from "../gate/prompt/prompt-gate.ts";
import type { Reason } from "../process/reason.ts";
import { type GateSession, inside } from "./opened.ts";
import { recordWish, type Wish } from "./wish.ts";

/** What became of one prompt before anything is made of it. */
export interface Asked {
  /** Its request, as r12; null where the prompt was blocked. */
  readonly request: string | null;
  readonly status: "blocked" | "waiting" | "granted" | "denied" | "generating" | "done";
  /** What the prompt filters said; null where a request from before goes on. */
  readonly verdict: "pass" | "needs approval" | "blocked" | null;
  /** Why it was blocked or needs approval. */
  readonly reasons: readonly Reason[];
  /** The same for the requester, in plain words: no scores, no words from lists. */
  readonly lines: readonly string[];
  /** Number of the entry; null where nothing was recorded. */
  readonly entry: number | null;
}

/** What is asked for. */
export interface Asking {
  /** A cascade's id, or its folder as a path. */
  readonly model: string;
  readonly prompt: string;
  readonly negative?: string | undefined;
  /** At least 1. */
  readonly images: number;
  readonly seed?: number | undefined;
  /** What for, for those who approve. */
  readonly purpose?: string | undefined;
  /** Where the prompt filters run. */
  readonly device: string;
}

/**
 * Asks for images: the prompt is judged, and the request recorded, or that it was blocked.
 * @throws CliError: exit code 2 for a model that is none, 3 when the rules do not let the person ask, or a filter cannot run
 */
export async function ask(session: GateSession, wanted: Asking): Promise<Asked> {
  const { model, prompt, negative = null, images, seed = null, purpose = null, device } = wanted;
  const { id, manifest } = await claimsOf(model);
  const filters = await openFilters(session, device);
  try {
    const wish = { model: id, manifest, prompt, negative, images, seed, purpose };
    return await askWith(session, wish, filters);
  } finally {
    await filters.close();
  }
}

/** The prompt filters, with the people whom the gate's rules name. The caller closes them. */
export async function openFilters({ [inside]: { gate } }: GateSession, device: string): Promise<PromptGate> {
  return openPromptGate({ device, people: gate.state.rules?.people ?? [] });
}

/** {@link ask} by filters that are loaded already. */
export async function askWith(
  { [inside]: { gate, keys } }: GateSession,
  wish: Wish,
  filters: PromptGate,
): Promise<Asked> {
  const { verdict, request, entry } = await recordWish(gate, keys.signing, wish, filters);
  return {
    request: request?.id ?? null,
    status: request?.status ?? "blocked",
    verdict: says[verdict.action],
    reasons: requesterReasons(verdict),
    lines: requesterLines(verdict),
    entry: entry.seq,
  };
}

const says: Readonly<Record<PromptVerdict["action"], NonNullable<Asked["verdict"]>>> = {
  pass: "pass",
  approval: "needs approval",
  block: "blocked",
};
