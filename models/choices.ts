/** Names that flags offer, and nothing that takes time to load: help and errors wait for this file alone. */
export { samplerIds } from "./cascade/config.ts";
export { rngIds } from "./cascade/noise/stream.ts";
