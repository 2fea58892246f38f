export { type DecodedImage, decodeImage, limitDecodeThreads } from "./decode.ts";
export { fingerprint } from "./fingerprint.ts";
export type { Dataset, DatasetFormat, Shard } from "./format.ts";
export { type Inspection, inspectDataset } from "./inspect.ts";
export { openDataset } from "./open.ts";
export { isTrouble, type Pair, type Trouble } from "./pair.ts";
export { buildSample } from "./sample/build.ts";
