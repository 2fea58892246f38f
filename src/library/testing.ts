/** `sluice/testing`: what every filter and every format must keep to, as suites for any test runner. */
export type { TestApi } from "./testing/api.ts";
export { filterContract, ownFilterContract } from "./testing/filter.ts";
export { type ExpectedDataset, formatContract } from "./testing/format.ts";
