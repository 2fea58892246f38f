export { archiveNames, unpackedTables } from "./archive-names.ts";
export { arrowRows } from "./arrow/rows.ts";
export { type Carried, CarriedTally } from "./carried.ts";
export { formatTrouble } from "./check-format.ts";
export { contentOf, type NamedText } from "./content.ts";
export { countPairs } from "./count-pairs.ts";
export type { Cuts } from "./cuts.ts";
export { behindEnd } from "./decode/behind-end.ts";
export { blurRegions } from "./decode/blur-regions.ts";
export { FRAMES_LOOKED_AT } from "./decode/frames.ts";
export type { DecodedFrames } from "./decode/image.ts";
export { decodeFrames, decodeImage, limitDecodeThreads } from "./decode.ts";
export { fingerprint } from "./fingerprint.ts";
export type { Dataset, DatasetFormat, Location, Opened, Shard } from "./format.ts";
export { arrowFacts, leftOutOfFacts, parquetFacts } from "./formats/parquet-facts.ts";
export { buildIllustrations } from "./illustrations/build.ts";
export { type Inspection, inspectDataset } from "./inspect.ts";
export { type JoinedShard, joinedParts } from "./joined-parts.ts";
export { hidesFields, jsonFields, parseJson } from "./json-text.ts";
export { inLanes } from "./lanes.ts";
export { LayoutTally, type ShardLayout, settled as settledTypes } from "./layout.ts";
export { type MapEntry, type PlaceWish, placeMap } from "./map-wish.ts";
export { fileNamed, topField } from "./mapping/field-path.ts";
export { type OpenWish, openDataset } from "./open.ts";
export { unpacked } from "./packing/unpacked.ts";
export { isTrouble, type Pair, type StoredMember, type Trouble } from "./pair.ts";
export { isFieldName, unnamed } from "./plain-value.ts";
export { type ReadContent, readContent } from "./read-content.ts";
export { formatIds } from "./registry.ts";
export { type MeasuredParts, release } from "./released.ts";
export { buildSample } from "./sample/build.ts";
export { scratchBy } from "./scratch.ts";
export { SHARD_PAIRS } from "./shard-pairs.ts";
export { splitFolders } from "./split-folders.ts";
export {
  dataFiles,
  sampleKey,
  splitOfShard,
  splitsOf,
  type WrittenShard,
  writtenNames,
} from "./splits.ts";
export {
  type AddressRule,
  allowedAddresses,
  bareHost,
  isPublicAddress,
  publicOnly,
} from "./store/addresses.ts";
export { copyOnce } from "./store/copies.ts";
export { makeRoom } from "./store/copy-room.ts";
export { type Examined, examinePlace } from "./store/examine.ts";
export { nextOf } from "./store/follow.ts";
export {
  commitToHub,
  diffWithHub,
  type HubDiff,
  type HubStand,
  type PushFile,
  standOnHub,
} from "./store/hub-push.ts";
export { openStore } from "./store/open-store.ts";
export { isPassing, pause, pauseBefore } from "./store/patience.ts";
export { PUSH_BEGUN, PUSH_DONE } from "./store/pushed-names.ts";
export { isSafeKey, type ObjectFacts, type WritableStore } from "./store/store.ts";
export { count as countTraffic, trafficSoFar } from "./store/traffic.ts";
export { openWeb } from "./store/web.ts";
export { besideRows } from "./tables/json-beside.ts";
export { tarNames } from "./tar-names.ts";
export { wholeFile } from "./whole-file.ts";
export type { DatasetWriter, KeptPair, ShardWriter, Target, WrittenPiece } from "./writer.ts";
export {
  type FetchedImage,
  type FetchedRow,
  type FetchedShard,
  fetchedName,
  writeFetched,
} from "./writers/fetched.ts";
export {
  convertedFields,
  createFieldTypes,
  type FieldColumn,
  fieldTypeOf,
  lostInFields,
  widerType,
  writtenName,
} from "./writers/fields.ts";
export { writerFor, writers } from "./writers/registry.ts";
export { withEnding } from "./writers/table-pictures.ts";
