import type { Filter, Sample, ScoreRow } from "./filter.ts";
import { mentions } from "./identity/match.ts";
import { textWindow } from "./text-window.ts";

/** Which groups of people a caption names. It judges nothing: it lets others see whom flags and policies meet. */
export function identityTerms(): Filter {
  return {
    id: "identity-terms",
    version: 1,
    needs: "caption",
    models: [],
    columns: [
      {
        name: "identity_groups",
        type: "utf8",
        worst: "all",
        meaning:
          "groups of people that the caption names, sorted, parted by commas; empty where it names none",
      },
      {
        name: "identity_terms",
        type: "int32",
        range: [0, 20_000],
        worst: "largest",
        meaning: "terms that name them, in its first 20,000 units",
      },
    ],
    score: async (samples) => samples.map(measure),
    close: async () => {},
  };
}

function measure({ caption }: Sample): ScoreRow {
  if (caption === undefined) return {};
  const found = mentions(textWindow(caption));
  const groups = [...new Set(found.map(({ group }) => group))].sort();
  return { identity_groups: groups.join(","), identity_terms: found.length };
}
