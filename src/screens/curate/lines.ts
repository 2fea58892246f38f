import type { WhichCurated } from "../../looking/curated-pairs.ts";
import type { Curated } from "../../pipelines/curate/summary.ts";
import { count } from "../../process/figures.ts";
import { printable } from "../../process/printable.ts";
import type { GlanceLine } from "../run/lines.ts";

export type { WhichCurated };

/** A line of what came of a curation, and which pairs of the run it counts. */
export interface CuratedLine extends GlanceLine {
  readonly which: WhichCurated;
}

/** What was written, and what was not and why: each line counts pairs of the run. */
export function curatedLines({ pairs, reasons }: Pick<Curated, "pairs" | "reasons">): readonly CuratedLine[] {
  const line = (id: string, n: number, which: WhichCurated, about = ""): CuratedLine => ({
    ...{ id, which, where: null },
    kind: which.state === "removed" ? "drop" : which.state === "held" ? "review" : "plain",
    cells: [
      count(n),
      which.rule === undefined ? "" : (which.state ?? "").padEnd("removed".length),
      printable(id),
      printable(about),
    ],
  });
  return [
    line("before", pairs.before, {}),
    line("written", pairs.written, { state: "written" }),
    line("removed", pairs.removed, { state: "removed" }),
    line("held", pairs.held, { state: "held" }),
    ...reasons.map(({ rule, state, about, pairs: n }) => line(rule, n, { state, rule }, about)),
  ];
}
