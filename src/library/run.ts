/**
 * `sluice/run`: read a run's layout, scores, labels and decisions.
 * Stable, as docs/run-format.md says: names and columns may be added, none goes away.
 */
export { baseColumns } from "../run/arrow.ts";
export { type Decisions, decide } from "../run/decide.ts";
export {
  type Design,
  type LabelRecord,
  type Labels,
  readLabels,
  type VerdictRecord,
} from "../run/labels.ts";
export { openScores, type Query } from "../run/query.ts";
export {
  errorPath,
  type RunFile,
  type RunFilter,
  type RunInputs,
  type RunModule,
  type RunPart,
  readParts,
  readRun,
  scorePath,
} from "../run/run.ts";
export { scoreFiles } from "../run/sealed.ts";
export type { ShardFacts } from "../run/shard-facts.ts";
export { shardFacts } from "../run/shards.ts";
export { type Disagreement, type FinalVerdict, type Settled, settle } from "../run/verdicts.ts";
