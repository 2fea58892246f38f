/** Names that flags offer, and nothing that takes time to load: help and errors wait for this file alone. */
export { writerIds } from "./writer.ts";
