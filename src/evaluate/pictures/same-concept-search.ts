import type { Looks } from "./descriptors.ts";
import type { ReferencePair } from "./reference.ts";

/** Real pictures in other styles than is asked for: by style, then by concept, one each. */
export type SameConcept = ReadonlyMap<string, ReadonlyMap<string, Looks>>;

/** What a pass over the dataset finds of other styles: the first picture of each concept that states no skin tone. */
export interface SameConceptSearch {
  /** Whether a pair would be taken; asked before anything is decoded. */
  wants(meta: Meta): boolean;
  take(meta: Meta, seen: Looks): void;
  readonly found: SameConcept;
}

type Meta = ReferencePair["meta"];

/** @param asked which pairs are of what is asked for, or else of what was trained on: never for the comparison by concept */
export function searchSameConcept(asked: (meta: Meta) => boolean): SameConceptSearch {
  const found = new Map<string, Map<string, Looks>>();
  const wants = (meta: Meta) => {
    const { concept, style, skin_tones: tones } = meta;
    if (typeof concept !== "string" || typeof style !== "string") return false;
    const toned = Array.isArray(tones) && tones.length > 0;
    return !toned && !found.get(style)?.has(concept) && !asked(meta);
  };
  return {
    wants,
    take(meta, seen) {
      if (!wants(meta)) return;
      const style = String(meta["style"]);
      found.set(style, (found.get(style) ?? new Map()).set(String(meta["concept"]), seen));
    },
    found,
  };
}
