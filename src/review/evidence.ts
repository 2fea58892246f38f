import type { Policy } from "../../filters/policies.ts";
import { withCut } from "../policy/edit.ts";
import { type Cut, cutsOf, plainSql } from "../policy/predicate.ts";
import { CliError } from "../process/errors.ts";
import { chosenPercent, counted, percent } from "../process/figures.ts";
import type { Calibration } from "./calibrate.ts";
import type { Signal } from "./designs.ts";

/** The cut of a policy that a signal is compared with. */
export interface PolicyCut {
  readonly rule: string;
  /** Which of `cutsOf(when)`, from 0. */
  readonly index: number;
  readonly cut: Cut;
}

/**
 * The first `signal >= cut` of a policy, or of one of its rules.
 * @throws CliError (exit code 2) when a rule is named that is not there or does not compare the signal
 */
export function cutOfSignal(policy: Policy, signal: Signal, ruleId?: string): PolicyCut | undefined {
  const rules = ruleId === undefined ? policy.rules : policy.rules.filter(({ id }) => id === ruleId);
  const found = rules.flatMap(({ id, when }) =>
    cutsOf(when)
      .map((cut, index) => ({ rule: id, index, cut }))
      .filter(({ cut }) => cut.operator === ">=" && plainSql(cut.left) === plainSql(signal.value)),
  );
  if (found.length > 0 || ruleId === undefined) return found[0];
  const wanted =
    rules.length === 0
      ? `one of the rules ${policy.rules.map(({ id }) => id).join(", ")}`
      : `a rule with ${signal.value} >= a number`;
  const got = rules.length === 0 ? "" : `, got ${rules[0]?.when}`;
  throw new CliError(`Cannot calibrate rule "${ruleId}" of policy "${policy.name}": wanted ${wanted}${got}`, {
    exitCode: 2,
  });
}

/** Where a calibration comes from, for the record. */
export interface Provenance {
  readonly fingerprint: string | null;
  readonly date: Date;
}

/** The policy's next version: its cut is the threshold that was found, with the evidence as a comment above the rule. */
export function calibratedPolicy(
  yamlText: string,
  version: number,
  { rule, index, cut }: PolicyCut,
  calibration: Calibration,
  provenance: Provenance,
): string {
  const { outcome } = calibration;
  if (!outcome.attained) throw new TypeError("a threshold that was not found cannot be written");
  const head = `v${version + 1}, ${provenance.date.toISOString().slice(0, 10)}: ${calibration.signal} >= ${outcome.threshold}, was ${cut.value}`;
  const evidence = [head, ...evidenceOf(calibration, provenance)];
  return withCut(yamlText, rule, index, outcome.threshold, { evidence });
}

function evidenceOf(calibration: Calibration, { fingerprint }: Provenance): readonly string[] {
  const { labels, target, outcome, design, reviewers, run } = calibration;
  if (!outcome.attained) return [];
  const n = labels.drop + labels.keep;
  return [
    `Target: miss at most ${chosenPercent(target.miss)} of what should be dropped, ${chosenPercent(target.confidence)} confidence;`,
    `  estimated ${percent(outcome.rate)}, upper bound ${percent(outcome.bound)}, on ${outcome.positives} positives`,
    `Labels: ${n} (${labels.drop} drop, ${labels.keep} keep; ${labels.unsure} unsure left out) by ${reviewers.length} ${reviewers.length === 1 ? "reviewer" : "reviewers"}`,
    `Design: ${design?.id}, over ${counted(run.pairs, "pair")}, ${run.unscored} of them without a score`,
    `Run: ${fingerprint === null ? "not finished" : `sha256 ${fingerprint}`}`,
  ];
}
