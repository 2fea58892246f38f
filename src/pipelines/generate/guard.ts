import type { Cascade, Requirement } from "../../../models/index.ts";
import { oneLine, Refused } from "../../process/errors.ts";
import type { Engine } from "./engine.ts";
import type { FilterVerdict, OutputFilter, StageImage } from "./output-filter.ts";

const demands: Readonly<Record<Requirement, string>> = {
  "image-filters": "it brings no filter of its own, so every image must pass ours",
  "licence-filters": "its licence forbids running it without its own filters",
};

/** Guards that the pipeline itself brings: a cascade's own safety checker is run here. */
function metHere(cascade: Cascade): readonly Requirement[] {
  return cascade.checker ? ["licence-filters"] : [];
}

/** @throws CliError (exit code 3) when a cascade demands a guard that nobody brings */
export function refuseUnguarded(cascade: Cascade, outputFilter: OutputFilter): void {
  const met = new Set([...outputFilter.provides, ...metHere(cascade)]);
  const unmet = cascade.requires.find((one) => !met.has(one));
  if (unmet === undefined) return;
  const reason = `${demands[unmet]}, and no ${unmet} are in place`;
  throw new Refused(`Cannot run "${cascade.id}": ${reason}`, [{ rule: `no-${unmet}`, reason }]);
}

/**
 * Judges images by the output filter and, where the cascade has one, by its own safety checker; both must pass.
 * Whatever goes wrong here lets nothing through.
 * @throws CliError (exit code 3) when the output filter fails or leaves an image without a verdict
 */
export async function judge(
  images: readonly StageImage[],
  outputFilter: OutputFilter,
  cascade: Cascade,
  engine: Engine,
): Promise<readonly FilterVerdict[]> {
  if (images.length === 0) return [];
  try {
    const verdicts = await outputFilter.judge(images);
    if (verdicts.length !== images.length)
      throw new Error(`wanted ${images.length} verdicts, got ${verdicts.length}`);
    if (cascade.checker === null) return verdicts;
    const checked = await engine.ask({
      ask: "check",
      files: cascade.checker,
      images: images.map(({ pixels }) => pixels),
    });
    return verdicts.map((verdict, i): FilterVerdict => {
      const own = checked[i];
      if (own === undefined) throw new Error("the model's safety checker left out an image");
      const scores = { ...verdict.scores, ...own.scores };
      const flags = own.flags.map((flag) => `own-${flag}`);
      const [first, ...others] = verdict.pass ? flags : [...verdict.rules, ...flags];
      return first === undefined
        ? { pass: true, scores }
        : { pass: false, rules: [first, ...others], scores };
    });
  } catch (cause) {
    const reason = oneLine(cause);
    throw new Refused(
      `Cannot judge the images, so none passes: ${reason}`,
      [{ rule: "no-judgement", reason }],
      { cause },
    );
  }
}
