import { randomBytes } from "node:crypto";
import type { Gate } from "../../gate/gate.ts";
import { isBroken } from "../../gate/output/rejudge.ts";
import { type PromptVerdict, requesterReasons } from "../../gate/prompt/prompt-gate.ts";
import type { Outcome } from "../../pipelines/generate/outcome.ts";
import type { Prompt } from "../../pipelines/generate/request.ts";
import { cores } from "../../process/cores.ts";
import type { Context } from "../../process/events.ts";
import type { OpenDrawing } from "../../verbs/drawing.ts";
import { type Answer, type PictureAnswer, type PromptAnswer, ratesOf } from "./answer.ts";
import { type Question, questionDigest } from "./question.ts";

/** Where pictures are drawn, and who hears of it. */
interface How {
  readonly device: string;
  readonly context: Context;
}

/** Draws what is not blocked or held, and says of each prompt and picture what the filters said. */
export async function answerOf(
  gate: Gate,
  drawing: OpenDrawing,
  question: Question,
  how: How,
): Promise<Answer> {
  const { origin, model, prompts } = question;
  const started = gate.state.drawings.get(drawing.entry)?.started;
  const drawn = prompts.filter((prompt) => drawing.withheld(prompt) === null);
  const pictures = await picturesOf(drawing, question, drawn, how);
  let next = 0;
  const answers = prompts.map((prompt, i): PromptAnswer => {
    const { verdict, rules } = saidOf(drawing.verdicts[i]);
    if (drawing.withheld(prompt) !== null) return { verdict, rules, pictures: [] };
    next += question.images;
    return { verdict: "drawn", rules, pictures: pictures.slice(next - question.images, next) };
  });
  return {
    ...{ schema: "sluice.gate-answer/1", origin, question: questionDigest(question), entry: drawing.entry },
    ...{ model, manifest: started?.models[0]?.manifest ?? "", policies: drawing.policies },
    notChecked: drawing.notChecked,
    ...{ prompts: answers, rates: ratesOf(answers), salt: randomBytes(16).toString("hex") },
  };
}

function saidOf(verdict: PromptVerdict | undefined): Pick<PromptAnswer, "verdict" | "rules"> {
  if (verdict === undefined) return { verdict: "blocked", rules: ["no-verdict"] };
  const rules = requesterReasons(verdict).map(({ rule }) => rule);
  return { verdict: verdict.action === "approval" ? "held" : "blocked", rules };
}

/** Verdicts in the order of the pictures; the pixels are overwritten, and go no further than here. */
async function picturesOf(
  drawing: OpenDrawing,
  { images: n, seed }: Question,
  [first, ...rest]: readonly Prompt[],
  { device, context }: How,
): Promise<readonly PictureAnswer[]> {
  if (first === undefined) return [];
  const request = {
    ...{ prompts: [first, ...rest] as const, n, seed, device },
    ...({ rng: "philox", overrides: {}, threads: cores() } as const),
  };
  const found: PictureAnswer[] = [];
  for await (const outcome of drawing.draw(0, request, context)) found[outcome.image] = pictureOf(outcome);
  return Array.from(
    { length: (rest.length + 1) * n },
    (_, i) => found[i] ?? { verdict: "broken", rules: ["not-made"] },
  );
}

function pictureOf(outcome: Outcome): PictureAnswer {
  if (outcome.kind === "refused")
    return { verdict: isBroken(outcome.rules) ? "broken" : "withheld", rules: outcome.rules };
  outcome.pixels.data.fill(0);
  return { verdict: "passes", rules: [] };
}
