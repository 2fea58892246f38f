export { calibrated } from "./calibration.ts";
export { checkedFilter, filterTrouble, rowsTrouble, WrongRows } from "./check-filter.ts";
export { degenerateImage } from "./degenerate-image.ts";
export type {
  Column,
  ColumnType,
  DeviceFacts,
  Filter,
  FilterOptions,
  ImageFacts,
  Sample,
  ScoreRow as Row,
  Value,
} from "./filter.ts";
export { badness, foldRows, runColumns } from "./fold-rows.ts";
export { decodeHashIndex, encodeHashIndex, type HashIndex, nearestDistance } from "./hash-index.ts";
export { type Depicted, depicted } from "./identity/depicted.ts";
export { dialectCues } from "./identity/dialects.ts";
export { wordsOf } from "./identity/match.ts";
export { loadLanguageDetector } from "./language.ts";
export { slurKinds } from "./lexicon.ts";
export { imageChoice } from "./nsfw-image.ts";
export { ownDetector } from "./own-detector.ts";
export { PDQ_DISTANCE, PDQ_QUALITY, pdqHash } from "./pdq.ts";
export { perceptualHash } from "./perceptual-hash.ts";
export { promptForms } from "./prompt/forms.ts";
export { harmContext } from "./prompt/harm-context.ts";
export {
  createFilter,
  defaultFilters,
  type FilterId,
  type FilterListing,
  filterIds,
  isFilterId,
  listFilters,
} from "./registry.ts";
export type { Unread } from "./text-reach.ts";
export { classifyReadings } from "./text-toxicity.ts";
export { trainingCopies } from "./training-copies.ts";
