/** `sluice/filters`: score samples, and judge scores by policies. */
export {
  type Column,
  type ColumnType,
  type DeviceFacts,
  type Filter,
  type FilterId,
  type FilterListing,
  type FilterOptions,
  filterIds,
  type ImageFacts,
  listFilters,
  type Row,
  type Sample,
  type Value,
} from "../../filters/index.ts";
export { type Action, type Policy, parsePolicy, policyDigest, type Rule } from "../../filters/policies.ts";
export { type Judged, scoreSamples } from "../pipelines/audit/score.ts";
export { type Judgement, openRowJudge, type RowJudge } from "../run/judge-rows.ts";
export { openFilter } from "./open-filter.ts";
export { sampleOf } from "./sample-of.ts";
