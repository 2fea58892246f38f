/** `sluice/datasets`: open, read and write datasets of image–caption pairs. */
export {
  type Dataset,
  type DatasetFormat,
  decodeImage,
  type Inspection,
  inspectDataset,
  isTrouble,
  type Location,
  type Opened,
  openDataset,
  type Pair,
  type Shard,
  type Trouble,
} from "../../datasets/index.ts";
export { readPairs } from "./read-pairs.ts";
export { type WriteOptions, type Written, writeDataset } from "./write-dataset.ts";
