import { InvalidArgumentError } from "commander";
import type { CalibrateOptions, Calibration } from "../../review/calibrate.ts";
import type { AddCommand, Session } from "../command.ts";

interface Flags {
  readonly filter: string;
  readonly signal?: string;
  readonly miss: number;
  readonly confidence: number;
  readonly design?: string;
  readonly reviewer?: string;
  readonly policy: string;
  readonly rule?: string;
  readonly write?: string;
  readonly json?: boolean;
}

export const addCalibrate: AddCommand = (program, session) => {
  program
    .command("calibrate")
    .description("estimate from labels how good a filter's cut is, and find the cut for a target")
    .argument("<run>", "a run's folder, with labels")
    .requiredOption("--filter <id>", "whose score, as nsfw-image")
    .option("--signal <id>", "which of its signals (default: the first)")
    .option("--miss <share>", "miss at most this share of what should be dropped", share, 0.02)
    .option("--confidence <share>", "how sure that is", share, 0.95)
    .option("--design <id>", "labels of this random design (default: the largest over the signal)")
    .option("--reviewer <name>", "labels of this reviewer only")
    .option("--policy <file>", "whose cut is in use: default, strict or a YAML file", "default")
    .option("--rule <id>", "the rule that holds the cut (default: the first that does)")
    .option("--write <file>", "write the policy's next version there; needs --rule")
    .option("--json", "print one JSON document on stdout")
    .addHelpText(
      "after",
      "\nExamples:\n  sluice calibrate runs/first --filter nsfw-image\n  sluice calibrate runs/first --filter nsfw-image --miss 0.05 --policy default --rule image-nsfw --write calibrated.yaml\n\nExit code 3: no threshold keeps the target.",
    )
    .action((run: string, flags: Flags) => calibrate(run, flags, session));
};

function share(text: string): number {
  const value = Number(text);
  if (!(value > 0 && value < 1))
    throw new InvalidArgumentError(`wanted more than 0 and less than 1, got "${text}"`);
  return value;
}

async function calibrate(run: string, flags: Flags, session: Session): Promise<void> {
  const { openScores } = await import("../../run/query.ts");
  const { readRun } = await import("../../run/run.ts");
  const { readLabels } = await import("../../run/labels.ts");
  const { calibrateRun } = await import("../../review/calibrate.ts");
  const { calibrationText } = await import("../calibration-text.ts");
  const { fingerprint } = await readRun(run);
  const held = await policyCut(flags);
  const { records, troubles } = await readLabels(run);
  for (const trouble of troubles) session.say(`warning: ${trouble}`);
  const query = await openScores(run);
  try {
    const calibration = await calibrateRun(query, records, optionsOf(run, flags, held.found?.cut.value));
    session.print(
      flags.json
        ? JSON.stringify(calibration)
        : calibrationText(calibration, `${held.policy.name} v${held.policy.version}`),
    );
    if (!calibration.outcome.attained) session.exit(3);
    await write(flags, held, calibration, fingerprint, session);
  } finally {
    query.close();
  }
}

function optionsOf(run: string, flags: Flags, cut: number | undefined): CalibrateOptions {
  const { filter, signal, design, reviewer, miss, confidence } = flags;
  return {
    run,
    filter,
    target: { miss, confidence },
    ...(signal === undefined ? {} : { signal }),
    ...(design === undefined ? {} : { design }),
    ...(reviewer === undefined ? {} : { reviewer }),
    ...(cut === undefined ? {} : { cut }),
  };
}

type Held = Awaited<ReturnType<typeof policyCut>>;

/** The policy's cut in use, and its text; what `--write` needs is checked before any work is done. */
async function policyCut({ filter, signal, policy: name, rule, write }: Flags) {
  const { existsSync } = await import("node:fs");
  const { CliError } = await import("../../process/errors.ts");
  const { loadPolicy, readPolicyText } = await import("../../policy/load.ts");
  const { chooseSignal } = await import("../../review/designs.ts");
  const { cutOfSignal } = await import("../../review/evidence.ts");
  if (write !== undefined && rule === undefined)
    throw new CliError(`Cannot write policy "${write}": wanted --rule too, got none`, {
      exitCode: 2,
    });
  if (write !== undefined && existsSync(write))
    throw new CliError(`Cannot write policy "${write}": wanted a new file, got one that exists`, {
      exitCode: 2,
    });
  const policy = await loadPolicy(name);
  const found = cutOfSignal(policy, chooseSignal(filter, signal), rule);
  return { policy, text: await readPolicyText(name), found };
}

async function write(
  flags: Flags,
  { policy, text, found }: Held,
  calibration: Calibration,
  fingerprint: string | null,
  session: Session,
): Promise<void> {
  if (flags.write === undefined) return;
  if (!calibration.outcome.attained || found === undefined) {
    session.say(`not written: ${flags.write}`);
    return;
  }
  const { mkdir } = await import("node:fs/promises");
  const { dirname } = await import("node:path");
  const { calibratedPolicy } = await import("../../review/evidence.ts");
  const { writeWhole } = await import("../../process/files.ts");
  const provenance = { fingerprint, date: new Date() };
  await mkdir(dirname(flags.write), { recursive: true });
  await writeWhole(flags.write, calibratedPolicy(text, policy.version, found, calibration, provenance));
  session.say(`policy ${policy.name} v${policy.version + 1}: ${flags.write}`);
}
