/**
 * What draws: text encoder, networks, the loop around them. Only the engine (`src/pipelines/generate/`) imports this
 * file, which the import rules hold; everybody else reaches it by an entry of a gate's ledger (`src/gate/door/`).
 */
export { type Decoder, openDecoder } from "./cascade/decoder.ts";
export { type Network, openNetwork } from "./cascade/network.ts";
export { noiseFor } from "./cascade/noise/stream.ts";
export { runStage, type StageState } from "./cascade/stage.ts";
export type { StageShape } from "./cascade/stage-input.ts";
export { type EncodedText, openTextEncoder } from "./cascade/text-encoder.ts";
