import { GateRefusal, refusalBy } from "../gate/gate.ts";
import type { PromptGate, PromptVerdict } from "../gate/prompt/prompt-gate.ts";
import type { Purpose } from "../ledger/drawing.ts";
import { wordsDigest } from "../pipelines/generate/grant.ts";
import type { Prompt } from "../pipelines/generate/request.ts";
import { counted } from "../process/figures.ts";

/** Prompts after the prompt filters, and how many they stopped. */
export interface JudgedPrompts {
  readonly drawn: readonly Prompt[];
  /** What the filters said, in the order of the prompts. */
  readonly verdicts: readonly PromptVerdict[];
  readonly counts: { readonly judged: number; readonly blocked: number; readonly flagged: number };
  /** Why a prompt is not drawn; null where it is. */
  withheld(prompt: Prompt): string | null;
}

/**
 * Judges the prompts of a drawing.
 * @throws GateRefusal (exit code 3) where none is left to be drawn; of an audit that is an answer
 */
export async function judgePrompts(
  filters: PromptGate,
  prompts: readonly Prompt[],
  purpose: Purpose,
): Promise<JudgedPrompts> {
  const verdicts = await filters.judge(
    prompts.map(({ text, negative }) => ({ prompt: text, ...(negative !== undefined && { negative }) })),
  );
  const count = (action: string) => verdicts.filter((verdict) => verdict.action === action).length;
  const reasons = prompts.map((_, i) => {
    const action = verdicts[i]?.action ?? "block";
    if (action === "block") return "blocked by the prompt filters";
    return action === "approval" && (purpose === "compare" || purpose === "audit")
      ? "needs approval, which only a request gets; ask for it by sluice generate"
      : null;
  });
  const drawn = prompts.filter((_, i) => reasons[i] === null);
  if (drawn.length === 0 && purpose !== "audit")
    throw new GateRefusal(
      purpose,
      refusalBy({
        rule: "no-prompt-left",
        reason:
          prompts.length === 1
            ? `its prompt is not drawn: ${reasons[0] ?? ""}`
            : `none of ${counted(prompts.length, "prompt")} is drawn: the prompt filters stop them`,
      }),
    );
  const known = new Map(prompts.map((prompt, i) => [wordsDigest(prompt), reasons[i] ?? null]));
  return {
    drawn,
    verdicts,
    counts: { judged: prompts.length, blocked: count("block"), flagged: count("approval") },
    withheld: (prompt) => known.get(wordsDigest(prompt)) ?? null,
  };
}
