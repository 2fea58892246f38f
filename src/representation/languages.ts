import type { DecidedRun } from "../run/decided-run.ts";
import { type Rate, wilson } from "../statistics/wilson.ts";

/** Languages of captions, as detected. */
export interface Languages {
  readonly captions: number;
  /** Captions below which a language is not told from what the detector takes for it. */
  readonly floor: number;
  readonly rows: readonly { readonly language: string; readonly share: Rate; readonly removed: Rate }[];
  /** Languages under the floor, together. */
  readonly under: { readonly languages: number; readonly share: Rate };
}

/** Captions in a thousand that a detector may take for any language: fewer are no evidence of it. */
const FALSE_SHARE = 0.001;

/** Languages of a floor of captions and more; null where none was detected. @param least captions, beside a thousandth of all */
export async function languagesOf({ query, columns }: DecidedRun, least: number): Promise<Languages | null> {
  if (!columns.some(({ name }) => name === "language")) return null;
  const rows = await query.rows<{ language: string; n: number; removed: number }>(
    `SELECT language, count(*) AS n, count(*) FILTER (action <> 'keep') AS removed
    FROM explored WHERE language IS NOT NULL GROUP BY 1 ORDER BY n DESC, 1`,
  );
  const captions = rows.reduce((sum, { n }) => sum + n, 0);
  const floor = Math.max(least, Math.ceil(captions * FALSE_SHARE));
  const under = rows.filter(({ n }) => n < floor);
  return {
    captions,
    floor,
    rows: rows
      .filter(({ n }) => n >= floor)
      .map(({ language, n, removed }) => ({
        language,
        share: wilson(n, captions),
        removed: wilson(removed, n),
      })),
    under: {
      languages: under.length,
      share: wilson(
        under.reduce((sum, { n }) => sum + n, 0),
        captions,
      ),
    },
  };
}
