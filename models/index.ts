export type { Pixels } from "./pixels.ts";
