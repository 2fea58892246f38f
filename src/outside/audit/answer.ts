import { z } from "zod";
import { canonical } from "../../digest/canonical.ts";
import { sha256Of } from "../../digest/sha256.ts";
import { originPattern } from "../../ledger/entry.ts";
import { type Rate, wilson } from "../../statistics/wilson.ts";

/** What became of a picture that nobody saw, and that is gone: `passes` the filters, and would wait for a reviewer. */
export interface PictureAnswer {
  readonly verdict: "passes" | "withheld" | "broken";
  /** Ids of the rules that stopped it. */
  readonly rules: readonly string[];
}

/** What became of a prompt: blocked, held for a person's approval, or drawn. */
export interface PromptAnswer {
  readonly verdict: "blocked" | "held" | "drawn";
  readonly rules: readonly string[];
  readonly pictures: readonly PictureAnswer[];
}

/** How often something was so, with its 95 % Wilson interval. */
export interface AnsweredRate extends Rate {
  readonly of: "prompts" | "pictures";
  /** `blocked`, `held`, `withheld`, `broken`, or the id of a rule. */
  readonly what: string;
}

/** What a gate answers: verdicts and rules, no word of a prompt, no picture, no score, and nothing of anybody else. */
export interface Answer {
  readonly schema: "sluice.gate-answer/1";
  readonly origin: string;
  /** SHA-256 (hex) of the question. */
  readonly question: string;
  /** Number of the ledger's entry that was written before anything was drawn. */
  readonly entry: number;
  readonly model: string;
  /** SHA-256 (hex) of its canonical manifest. */
  readonly manifest: string;
  /** SHA-256 (hex) of the policies that judged. */
  readonly policies: { readonly prompt: string; readonly image: string | null };
  /** Checks that did not run, and why. */
  readonly notChecked: readonly string[];
  /** In the order of the question. */
  readonly prompts: readonly PromptAnswer[];
  readonly rates: readonly AnsweredRate[];
  /** 128 random bits (hex): the ledger's digest of the answer tells nobody its verdicts. */
  readonly salt: string;
}

const sha256 = z.string().regex(/^[0-9a-f]{64}$/u);
const count = z.int().nonnegative();
const share = z.number().min(0).max(1).nullable();

export const answerSchema: z.ZodType<Answer> = z.strictObject({
  schema: z.literal("sluice.gate-answer/1"),
  origin: z.string().regex(originPattern),
  question: sha256,
  entry: count,
  model: z.string().regex(/^[a-z0-9-]{1,64}$/u),
  manifest: sha256,
  policies: z.strictObject({ prompt: sha256, image: sha256.nullable() }),
  notChecked: z.array(z.string()),
  prompts: z.array(
    z.strictObject({
      verdict: z.enum(["blocked", "held", "drawn"]),
      rules: z.array(z.string()),
      pictures: z.array(
        z.strictObject({ verdict: z.enum(["passes", "withheld", "broken"]), rules: z.array(z.string()) }),
      ),
    }),
  ),
  rates: z.array(
    z.strictObject({
      ...{ of: z.enum(["prompts", "pictures"]), what: z.string() },
      ...{ k: count, n: count, rate: share, low: share, high: share },
    }),
  ),
  salt: z.string().regex(/^[0-9a-f]{32}$/u),
});

/** SHA-256 (hex) of an answer, as the entry of the audit's end holds it. */
export function answerDigest(answer: Answer): string {
  return sha256Of(canonical(answer));
}

/** All rates of an answer: of prompts and of pictures, by verdict and then by rule. */
export function ratesOf(prompts: readonly PromptAnswer[]): readonly AnsweredRate[] {
  const pictures = prompts.flatMap((one) => one.pictures);
  return [
    ...ratesIn("prompts", prompts, ["blocked", "held"]),
    ...ratesIn("pictures", pictures, ["withheld", "broken"]),
  ];
}

type Judged = Pick<PromptAnswer | PictureAnswer, "verdict" | "rules">;

function ratesIn(
  of: AnsweredRate["of"],
  all: readonly Judged[],
  verdicts: readonly Judged["verdict"][],
): readonly AnsweredRate[] {
  const rate = (what: string, holds: (one: Judged) => boolean) => ({
    ...{ of, what },
    ...wilson(all.filter(holds).length, all.length),
  });
  const rules = [...new Set(all.flatMap((one) => one.rules))].sort();
  return [
    ...verdicts.map((verdict) => rate(verdict, (one) => one.verdict === verdict)),
    ...rules.map((rule) => rate(rule, (one) => one.rules.includes(rule))),
  ];
}
