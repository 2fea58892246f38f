import { signals } from "../../../filters/policies.ts";
import { decimals } from "../../process/figures.ts";
import type { RunColumn } from "../../run/decided-run.ts";
import type { Lens } from "../../run/questions/lens.ts";

/** Columns that stand in the title of every row. */
const FIXED = ["action", "key"];
const FIRST = [
  "caption",
  "rules",
  "image_porn",
  "image_sexy",
  "text_toxicity",
  "language",
  "duplicate_of",
  "error",
];

/** The columns of a run in the order in which people look for them. */
export function ordered(
  columns: readonly RunColumn[],
  /** Those that a person wants to see first. */
  own: readonly string[] = [],
): readonly RunColumn[] {
  const rank = (name: string) => {
    const first = [...FIXED, ...own, ...FIRST, ...signals.map(({ id }) => id)].indexOf(name);
    return first < 0 ? Number.MAX_SAFE_INTEGER : first;
  };
  return columns
    .filter(({ name }) => name !== "row" && name !== "shard")
    .toSorted((a, b) => rank(a.name) - rank(b.name));
}

/** Cells of the column that says how near a pair is to what was looked for, with the space behind it. */
export const NEAR_CELLS = 6;

/** How near a pair is to what was looked for, as it is drawn; undefined where nothing was looked for by meaning. */
export function nearOf({ keys, near }: Lens): ((key: string) => string) | undefined {
  if (near === undefined) return undefined;
  const figures = new Map(keys?.map((key, i) => [key, near[i]]));
  return (key) => {
    const figure = figures.get(key);
    return figure == null ? "·" : decimals(figure, 2);
  };
}

/** A column and the cells it takes. */
export interface Sized {
  readonly column: RunColumn;
  readonly width: number;
}

const WIDTHS: Readonly<Record<string, number>> = { action: 6, key: 17, caption: 30, rules: 18, error: 24 };

/** The columns that fit, always with the first two and the one under the cursor. */
export function visibleColumns(
  columns: readonly RunColumn[],
  cursor: number,
  width: number,
): readonly Sized[] {
  const sized = columns.map((column) => ({ column, width: widthOf(column) }));
  const fixed = sized.slice(0, FIXED.length);
  const used = (list: readonly Sized[]) => list.reduce((sum, one) => sum + one.width + 1, 0);
  for (let from = FIXED.length; from < Math.max(sized.length, FIXED.length + 1); from++) {
    const shown = [...fixed];
    for (const next of sized.slice(from)) {
      if (used(shown) + next.width > width) break;
      shown.push(next);
    }
    const last = from + shown.length - FIXED.length - 1;
    if (cursor <= Math.max(last, FIXED.length - 1)) return widened(shown, width - used(shown));
  }
  return fixed;
}

function widthOf({ name, kind }: RunColumn): number {
  return WIDTHS[name] ?? (kind === "text" || kind === "list" ? 14 : Math.max(7, Math.min(14, name.length)));
}

/** What is left over, or lacks, is the caption's; where it is not on screen, the last column lacks it. */
function widened(shown: readonly Sized[], left: number): readonly Sized[] {
  const own = shown.find(({ column }) => column.name === "caption") ?? (left < 0 ? shown.at(-1) : undefined);
  return shown.map((one) => (one === own ? { ...one, width: one.width + left } : one));
}
