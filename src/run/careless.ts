import type { VerdictRecord } from "./labels.ts";
import { type Settled, settle } from "./verdicts.ts";

/** Seconds in which nobody reads a caption or sees a picture: a verdict sooner after its pair was drawn is hasty. */
const HASTY = 0.5;

/** The lowest rung of the exposure ladder that shows something of the image. */
const IMAGE_RUNG = 2;

/** Verdicts that stand and may not rest on the pair, counted. */
export interface Careless {
  /** Verdicts that stand, skips left out. */
  readonly verdicts: number;
  /** Given within half a second. */
  readonly hasty: number;
  /** Given with neither image nor caption revealed: by masked words or scores alone. */
  readonly unrevealed: number;
  /** Either, or both. */
  readonly either: number;
  /** Whether what rests on the verdicts was made without these. */
  readonly leftOut: boolean;
}

/** What labels come to, and how many of them may not rest on what they judge. */
export interface Weighed {
  readonly settled: Settled;
  readonly careless: Careless;
}

/** Counts careless verdicts, and leaves them out where that is wanted: the pair is then as if nobody had judged it so. */
export function weigh(settled: Settled, leaveOut: boolean): Weighed {
  const given = settled.standing.filter(({ verdict }) => verdict !== "skip");
  const careless: Careless = {
    verdicts: given.length,
    hasty: given.filter(isHasty).length,
    unrevealed: given.filter(isUnrevealed).length,
    either: given.filter(isCareless).length,
    leftOut: leaveOut,
  };
  if (!leaveOut || careless.either === 0) return { settled, careless };
  return { settled: settle(settled.standing.filter((record) => !isCareless(record))), careless };
}

function isHasty({ seconds, design }: VerdictRecord): boolean {
  return design.strategy !== "import" && seconds < HASTY;
}

/** What was judged elsewhere was seen elsewhere. */
function isUnrevealed({ rung, caption, design }: VerdictRecord): boolean {
  return design.strategy !== "import" && rung < IMAGE_RUNG && !caption;
}

function isCareless(record: VerdictRecord): boolean {
  return record.verdict !== "skip" && (isHasty(record) || isUnrevealed(record));
}
