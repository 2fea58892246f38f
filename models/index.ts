export type { Cascade, CascadeStage, CheckerFiles, LowResNoise, Requirement } from "./cascade/cascade.ts";
export { checkStage } from "./cascade/check-stage.ts";
export type { SamplerId } from "./cascade/config.ts";
export { type Decoder, openDecoder } from "./cascade/decoder.ts";
export { loadCascade } from "./cascade/load-cascade.ts";
export type { Lineage } from "./cascade/manifest.ts";
export { type Network, openNetwork } from "./cascade/network.ts";
export { noiseFor, type RngId, rngIds } from "./cascade/noise/stream.ts";
export { type Checked, openSafetyChecker, type SafetyChecker } from "./cascade/safety-checker.ts";
export { type StageSettings, settingsSchema } from "./cascade/settings.ts";
export { runStage, type StageState } from "./cascade/stage.ts";
export type { StageShape } from "./cascade/stage-input.ts";
export {
  type EncodedText,
  openTextEncoder,
  type TextEncoderFiles,
} from "./cascade/text-encoder.ts";
export { mosaic, toPixels } from "./cascade/to-pixels.ts";
export { loadClip } from "./clip.ts";
export { loadImageClassifier } from "./image-classifier.ts";
export { loadImageFeatures } from "./image-features.ts";
export { lockPath } from "./lock.ts";
export { loadTextReader } from "./ocr/reader.ts";
export type { Pixels } from "./pixels.ts";
export { probeModel } from "./probe.ts";
export { pullModel } from "./pull.ts";
export { pullFromFolder } from "./pull-folder.ts";
export { modelFolder, readManifest } from "./registry.ts";
export { runtimeVersion } from "./session.ts";
export { loadTextClassifier, type TextClassifier } from "./text-classifier.ts";
export { checkFiles, hubCache, listModels, modelState } from "./weights.ts";
