import { type Evaluated, type EvaluateOptions, evaluate } from "../../evaluate/evaluate.ts";
import { writeEvaluation } from "../../evaluate/page.ts";

/**
 * Measures a text classifier on labelled texts and writes `evaluation.json` and `evaluation.html`.
 * @param out their folder
 * @throws CliError (exit code 2): no such model, column or file, too few usable rows
 */
export async function evaluateText(id: string, out: string, options: EvaluateOptions): Promise<Evaluated> {
  const evaluated = await evaluate(id, options);
  await writeEvaluation(out, evaluated);
  return evaluated;
}
