import { existsSync } from "node:fs";
import type { Policy } from "../../filters/policies.ts";
import { loadPolicy, readPolicyText } from "../policy/load.ts";
import { CliError } from "../process/errors.ts";
import { type Calibration, calibrateRun } from "../review/calibrate.ts";
import { binOfLabels, chosenLabels, countedKeys } from "../review/chosen-labels.ts";
import { chooseSignal } from "../review/designs.ts";
import { calibratedPolicy, cutOfSignal } from "../review/evidence.ts";
import { chosenPolicy } from "../run/chosen-policy.ts";
import { readLabels } from "../run/labels.ts";
import { openScores } from "../run/query.ts";
import { readRun } from "../run/run.ts";
import { wholeNumberTrouble } from "../run/whole-numbers.ts";
import { policyIsThere, writePolicy } from "./save-policy.ts";
import { waitingIn } from "./waiting.ts";

/** Which cut is judged by which labels, and what it should keep to. */
export interface CalibrateWish {
  /** Whose score. */
  readonly filter: string;
  /** Which of its signals; without it, the first. */
  readonly signal?: string;
  /** Share of what should be dropped that may be missed. */
  readonly miss: number;
  readonly confidence: number;
  /** Id of a random design; without it, the largest over the signal. */
  readonly design?: string;
  /** Only this reviewer's verdicts. */
  readonly reviewer?: string;
  /** Who asks: which pairs others judged stays hidden where they wait in this person's queue. */
  readonly asker: string;
  /** Leaves out verdicts given in haste or with nothing revealed. */
  readonly careful?: boolean;
  /** Whose cut is in use; without it, the run's. */
  readonly policy?: string;
  /** The rule that holds the cut; without it, the first that does. */
  readonly rule?: string;
  /** A file for the policy's next version; needs `rule`. */
  readonly write?: string;
}

/** How good a cut is, and what became of the policy. */
export interface Calibrated {
  readonly calibration: Calibration;
  readonly policy: Policy;
  /** The labelled pairs of each bin of the reliability table, as predicates, as far as who asks may know them; empty without one. */
  readonly bins: readonly (string | null)[];
  /** Labelled pairs that they leave out, since they wait for a verdict of who asks. */
  readonly hidden: number;
  /** Whether the policy's next version was written. */
  readonly written: boolean;
  /** Why this run cannot be decided by the threshold that was found; null where it can, or none was found. */
  readonly trouble: string | null;
}

/**
 * Estimates from labels how good a filter's cut is, finds the cut for a target and writes the policy's next version
 * with it. What writing needs is checked before any work is done.
 * @param warn told of each label line that cannot be read
 * @throws CliError (exit code 2): no run, no such signal, design or rule, a file that is there already
 */
export async function calibrate(
  run: string,
  wish: CalibrateWish,
  { now, warn }: { now(): Date; warn(trouble: string): void },
): Promise<Calibrated> {
  const { filter, signal, miss, confidence, design, reviewer, careful, write } = wish;
  const { fingerprint } = await readRun(run);
  if (write !== undefined) refuseToWrite(write, wish.rule);
  const source = wish.policy ?? (await chosenPolicy(run));
  const policy = await loadPolicy(source);
  const text = await readPolicyText(source);
  const score = chooseSignal(filter, signal);
  const found = cutOfSignal(policy, score, wish.rule);
  const { records, troubles } = await readLabels(run);
  for (const trouble of troubles) warn(trouble);
  const query = await openScores(run);
  try {
    const choice = {
      ...{ run, filter },
      ...(signal === undefined ? {} : { signal }),
      ...(design === undefined ? {} : { design }),
      ...(reviewer === undefined ? {} : { reviewer }),
      ...(careful === undefined ? {} : { careful }),
    };
    const calibration = await calibrateRun(query, records, {
      ...choice,
      target: { miss, confidence },
      ...(found === undefined ? {} : { cut: found.cut.value }),
    });
    const written = write !== undefined && calibration.outcome.attained && found !== undefined;
    if (written) {
      const provenance = { fingerprint, date: now() };
      await writePolicy(write, calibratedPolicy(text, policy.version, found, calibration, provenance));
    }
    const { outcome } = calibration;
    const thresholds = outcome.attained
      ? [{ id: found?.rule ?? score.id, when: `${score.value} >= ${outcome.threshold}` }]
      : [];
    const labels = chosenLabels(records, choice);
    const counted = countedKeys(labels);
    const waiting = await waitingIn(run, wish.asker);
    const known = counted.filter((key) => !waiting.has(key));
    return {
      ...{ calibration, policy, written, hidden: counted.length - known.length },
      bins: calibration.reliability?.bins.map((bin) => binOfLabels(labels.signal, known, bin)) ?? [],
      trouble: await wholeNumberTrouble(query, thresholds),
    };
  } finally {
    query.close();
  }
}

function refuseToWrite(path: string, rule: string | undefined): void {
  if (rule === undefined)
    throw new CliError(`Cannot write policy "${path}": wanted --rule too, got none`, { exitCode: 2 });
  if (existsSync(path)) throw policyIsThere(path);
}
