import { InvalidArgumentError } from "commander";
import type { CalibrateWish } from "../../actions/calibrate.ts";
import { reviewerName } from "../../process/account.ts";
import { linker } from "../../process/linked.ts";
import type { AddCommand, Session } from "../../words/command.ts";
import { jsonText } from "../../words/json-text.ts";
import { calibrationText } from "../../words/texts/calibration-text.ts";

interface Flags extends Omit<CalibrateWish, "asker"> {
  readonly json?: boolean;
}

export const addCalibrate: AddCommand = (program, session) => {
  program
    .command("calibrate")
    .description("estimate from labels how good a filter's cut is, and find the cut for a target")
    .argument("<run>", "a run's folder, or s3://BUCKET/PREFIX, with labels")
    .requiredOption("--filter <id>", "whose score, as nsfw-image")
    .option("--signal <id>", "which of its signals (default: the first)")
    .option("--miss <share>", "miss at most this share of what should be dropped", share, 0.02)
    .option("--confidence <share>", "how sure that is", share, 0.95)
    .option("--design <id>", "labels of this random design (default: the largest over the signal)")
    .option("--reviewer <name>", "labels of this reviewer only")
    .option("--careful", "leave out verdicts given within half a second, or with nothing revealed")
    .option("--policy <file>", "whose cut is in use: default, strict or a YAML file (default: the run's)")
    .option("--rule <id>", "the rule that holds the cut (default: the first that does)")
    .option("--write <file>", "write the policy's next version there; needs --rule")
    .option("--json", "print one JSON document on stdout")
    .addHelpText(
      "after",
      "\nExamples:\n  sluice calibrate runs/first --filter nsfw-image\n  sluice calibrate runs/first --filter nsfw-image --miss 0.05 --policy default --rule image-nsfw --write calibrated.yaml\n\nExit code 3: no threshold keeps the target.",
    )
    .action((run: string, flags: Flags) => calibrateCommand(run, flags, session));
};

function share(text: string): number {
  const value = Number(text);
  if (!(value > 0 && value < 1))
    throw new InvalidArgumentError(`wanted more than 0 and less than 1, got "${text}"`);
  return value;
}

async function calibrateCommand(run: string, flags: Flags, session: Session): Promise<void> {
  const { calibrate } = await import("../../actions/calibrate.ts");
  const warn = (trouble: string) => session.say(`warning: ${trouble}`);
  const wish = { ...flags, asker: reviewerName(session.env) };
  const { calibration, policy, bins, hidden, written, trouble } = await calibrate(run, wish, {
    now: session.now,
    warn,
  });
  const { name, version } = policy;
  const link = linker(session.env);
  const linked = (text: string, bin: number) => link({ text, where: bins[bin] ?? null });
  session.print(
    flags.json
      ? jsonText(calibration)
      : calibrationText(calibration, `${name} v${version}`, { linked, hidden }),
  );
  if (!calibration.outcome.attained) session.exit(3);
  if (trouble !== null) warn(`this run cannot be decided by that threshold: ${trouble}`);
  if (flags.write === undefined) return;
  session.say(written ? `policy ${name} v${version + 1}: ${flags.write}` : `not written: ${flags.write}`);
}
