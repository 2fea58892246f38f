import { LATEST, type Version } from "../../ledger/entry.ts";
import type { ImageJudged } from "../../ledger/image-events.ts";
import type { ImageRechecked } from "../../ledger/recheck.ts";
import type { Reason } from "../../process/reason.ts";
import type { GateState, ImageState } from "./state.ts";

/** Of the making, which only a replay can measure again; and a count that a device may tip over. */
const notHeld = new Set(["memorisation", "ocr_characters"]);

/**
 * Where the filters of who is about to look say otherwise than the record: another verdict or other rules, or a score
 * that is further off than its model's devices are from each other. Null where they agree.
 */
export function recheckDifference(
  {
    id,
    judged,
  }: Pick<ImageState, "id"> & { readonly judged: Pick<ImageJudged, "verdict" | "rules" | "stages"> },
  { verdict, rules, scores }: Pick<ImageRechecked, "verdict" | "rules" | "scores">,
  toleranceOf: (column: string) => number,
): Reason | null {
  const because = (what: string): Reason => ({
    rule: "recheck-differs",
    reason: `the output filters, run again on image ${id}, ${what}: what its requester recorded is not believed`,
  });
  if (verdict !== judged.verdict) return because(`say "${verdict}", and the record says "${judged.verdict}"`);
  const named = (all: readonly string[]) => [...all].sort().join(", ");
  if (named(rules) !== named(judged.rules))
    return because(`fire ${named(rules) || "no rule"}, and the record ${named(judged.rules) || "none"}`);
  const recorded = judged.stages.at(-1)?.scores ?? {};
  const read = scores["ocr_checked"] === 1 && recorded["ocr_checked"] === 1;
  for (const [name, value] of Object.entries(scores)) {
    const was = recorded[name];
    if (was === undefined || notHeld.has(name) || (name.startsWith("ocr_") && !read)) continue;
    const tolerance = toleranceOf(name);
    if (Math.abs(value - was) > tolerance)
      return because(`give ${name} ${value}, and the record ${was} (tolerance ${tolerance})`);
  }
  return null;
}

/** Whether a person must run the filters again before they look: at an image that passed. @param version of the look */
export function needsRecheck(
  { rules }: GateState,
  image: ImageState | undefined,
  person: string,
  version: Version = LATEST,
): boolean {
  // Of earlier versions only gates with an allow-list asked for it.
  if (version < 3 && rules?.allowed == null) return false;
  return image?.judged.verdict === "pass" && image.rechecks.get(person) !== null;
}

/** Why a person may not look yet; null where they may. */
export function uncheckedFault(
  state: GateState,
  image: ImageState | undefined,
  person: string,
  version: Version,
): Reason | null {
  if (image === undefined || !needsRecheck(state, image, person, version)) return null;
  return (
    image.rechecks.get(person) ?? {
      rule: "not-rechecked",
      reason: `the output filters were not run again on image ${image.id} by who is about to look`,
    }
  );
}
