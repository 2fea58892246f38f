import type { DecidedRun } from "../../run/decided-run.ts";
import type { RunRecord } from "./run-record.ts";

/** How a curated dataset says of a field, behind it, that it was written though nothing measured it. */
export const CARRIED = "written unmeasured: ";

/**
 * Pairs that the policy keeps though a text of theirs is in a language or script that the text model does not read: no
 * score speaks of it, and whoever reads the card is told so. None of them where the policy holds such pairs.
 */
export async function carriedUnread({
  query,
  columns,
  policy,
}: Pick<DecidedRun, "query" | "columns" | "policy">): Promise<RunRecord | null> {
  if (!columns.some(({ name }) => name === "text_coverage")) return null;
  const rows = await query.rows<{ what: string; k: number; n: number }>(
    `SELECT 'another ' || text_coverage AS what, count(*)::INTEGER AS k,
  (SELECT count(*)::INTEGER FROM explored WHERE action = 'keep') AS n
FROM explored WHERE action = 'keep' AND text_coverage IN ('language', 'script') GROUP BY text_coverage ORDER BY what`,
  );
  if (rows.length === 0) return null;
  const by = `${policy.name} v${policy.version}`;
  return {
    id: "carried-unread",
    about: "pairs that the policy keeps though the text model reads a text of theirs not at all",
    result: rows.map((row) => ({ ...row, policy: by })),
  };
}
