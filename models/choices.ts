/** Names that flags offer, what they may say, and nothing that takes time to load: help and errors wait for this file alone. */
export { samplerIds } from "./cascade/config.ts";
export { rngIds } from "./cascade/noise/stream.ts";
export { maySpeedUp } from "./device.ts";
export { deviceWish, deviceWishes } from "./device-wish.ts";
