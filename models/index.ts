export { loadClip } from "./clip.ts";
export { loadImageClassifier } from "./image-classifier.ts";
export { lockPath } from "./lock.ts";
export type { Pixels } from "./pixels.ts";
export { probeModel } from "./probe.ts";
export { pullModel } from "./pull.ts";
export { modelFolder, readManifest } from "./registry.ts";
export { loadTextClassifier, type TextClassifier } from "./text-classifier.ts";
export { checkFiles, hubCache, listModels, modelState } from "./weights.ts";
