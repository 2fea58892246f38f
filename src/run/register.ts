import type { Register } from "../../filters/policies.ts";
import type { RunInputs } from "./run.ts";

/** What a run's captions are, as its map says: where that says nothing, or not the same of all files, captions. */
export function registerOf({ map = [] }: Pick<RunInputs, "map">): Register {
  const said = new Set(map.map(({ register = "caption" }) => register));
  const [only = "caption", ...more] = said;
  return more.length === 0 ? only : "caption";
}
