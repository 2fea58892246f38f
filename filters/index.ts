export type { Column, ColumnType, Filter, Row, Sample, Value } from "./filter.ts";
export {
  type Action,
  applicableRules,
  type Policy,
  parsePolicy,
  policyDigest,
  policySql,
} from "./policy.ts";
export {
  createFilter,
  defaultFilters,
  type FilterId,
  filterIds,
  isFilterId,
  listFilters,
} from "./registry.ts";
export { groupFlags, sideFlags, signals } from "./signals.ts";
export { classifyReadings } from "./text-toxicity.ts";
