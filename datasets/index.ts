export { decodeImage, limitDecodeThreads } from "./decode.ts";
export { digestFile, fingerprint } from "./fingerprint.ts";
export type { Dataset, Shard } from "./format.ts";
export { type Inspection, inspectDataset } from "./inspect.ts";
export { openDataset } from "./open.ts";
export { isTrouble, type Pair } from "./pair.ts";
export { buildSample } from "./sample/build.ts";
export type { DatasetWriter, KeptPair } from "./writer.ts";
export { writers } from "./writers/registry.ts";
