import { CliError } from "../process/errors.ts";
import { shellWord } from "../process/shell-word.ts";
import { type Weighed, weigh } from "../run/careless.ts";
import { isDrawn, type LabelRecord } from "../run/labels.ts";
import { literal } from "../run/literal.ts";
import { settle } from "../run/verdicts.ts";
import { chooseDesign, chooseSignal, type RandomDesign, randomDesigns, type Signal } from "./designs.ts";

/** Which labels of a run a calibration rests on. */
export interface LabelChoice {
  /** The run's folder as it was given, for messages. */
  readonly run: string;
  readonly filter: string;
  /** One of the filter's signals; its first where absent. */
  readonly signal?: string;
  /** The design's id; the largest over the signal where absent. */
  readonly design?: string;
  /** Only this reviewer's verdicts. */
  readonly reviewer?: string;
  /** Leaves out verdicts given in haste or with nothing revealed. */
  readonly careful?: boolean;
}

/** The labels that a calibration rests on. */
export interface ChosenLabels {
  readonly signal: Signal;
  readonly records: readonly LabelRecord[];
  readonly weighed: Weighed;
  /** Undefined where no label is of a random design. */
  readonly design: RandomDesign | undefined;
}

/** @throws CliError (exit code 2) without labels, or where filter, signal, design or reviewer is not known */
export function chosenLabels(all: readonly LabelRecord[], choice: LabelChoice): ChosenLabels {
  const signal = chooseSignal(choice.filter, choice.signal);
  // What was chosen by hand or labelled elsewhere decides pairs and says nothing of the run.
  const drawn = all.filter((record) => record.type !== "verdict" || isDrawn(record));
  const records = recordsOf(drawn, choice.reviewer);
  const weighed = weigh(settle(records), choice.careful ?? false);
  if (![...weighed.settled.final.values()].some(({ verdict }) => verdict !== "unsure"))
    throw noLabels(choice.run);
  return { signal, records, weighed, design: chooseDesign(randomDesigns(records, signal.id), choice.design) };
}

/** Keys of the pairs that a calibration counts by their bins; none without a random design. */
export function countedKeys({ weighed, design }: ChosenLabels): readonly string[] {
  const { final } = weighed.settled;
  return (design?.drawn ?? []).map(({ key }) => key).filter((key) => isSaid(final.get(key)?.verdict));
}

/**
 * The labelled pairs that a bin of a calibration counts, as a predicate; null where none may be known.
 * @param keys those of {@link countedKeys} that who asks may know
 */
export function binOfLabels(
  signal: Signal,
  keys: readonly string[],
  { from, to }: { readonly from: number; readonly to: number },
): string | null {
  if (keys.length === 0) return null;
  const value = `(${signal.value})::DOUBLE`;
  // The last bin holds what lies on its upper edge, and what added up to a little more.
  const upper = to >= 1 ? "" : ` AND ${value} < ${to}`;
  return `${value} >= ${from}${upper} AND key IN (${keys.map((key) => `'${literal(key)}'`).join(", ")})`;
}

function isSaid(verdict: string | undefined): boolean {
  return verdict === "keep" || verdict === "drop";
}

function recordsOf(all: readonly LabelRecord[], reviewer: string | undefined): readonly LabelRecord[] {
  const names = [...new Set(all.map((record) => record.reviewer))].sort();
  if (reviewer !== undefined && !names.includes(reviewer))
    throw new CliError(
      `Cannot calibrate on labels of "${reviewer}": wanted one of ${names.join(", ") || "none"}`,
      {
        exitCode: 2,
      },
    );
  return reviewer === undefined ? all : all.filter((record) => record.reviewer === reviewer);
}

/** The refusal of a calibration without labels. */
export function noLabels(run: string): CliError {
  return new CliError(
    `Cannot calibrate run "${run}": wanted labels that say keep or drop, got none; make some: sluice review ${shellWord(run)} --strategy stratified`,
    { exitCode: 2 },
  );
}
