export { decodeImage, limitDecodeThreads } from "./decode.ts";
export { fingerprint } from "./fingerprint.ts";
export type { Dataset, Shard } from "./format.ts";
export { type Inspection, inspectDataset } from "./inspect.ts";
export { openDataset } from "./open.ts";
export { isTrouble, type Pair } from "./pair.ts";
export { buildSample } from "./sample/build.ts";
