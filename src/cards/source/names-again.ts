import type { DecidedRun } from "../../run/decided-run.ts";
import type { RunRecord } from "./run-record.ts";

/**
 * Names of pairs that come more than once in a part whose pairs are files of archives or folders: who joins files by
 * their names takes those for one. Nothing where each comes once.
 */
export async function namesAgain(
  { query }: Pick<DecidedRun, "query">,
  records: readonly RunRecord[],
): Promise<RunRecord | null> {
  const rowsOf = (id: string) => records.find((one) => one.id === id)?.result ?? [];
  const layout = rowsOf("layout");
  const files = rowsOf("files");
  const result: Record<string, unknown>[] = [];
  for (const part of new Set(layout.map((row) => row["part"]))) {
    const own = layout.filter((row) => row["part"] === part);
    const isArchive = own.some(({ stored_as }) => stored_as === "member");
    // Of a folder's files, captions elsewhere are of a picture by the last part of its name.
    const isFolder = own.some(({ stored_as, elsewhere }) => stored_as === "file" && elsewhere === true);
    if (!isArchive && !isFolder) continue;
    const shards = files.filter((row) => row["part"] === part).map(({ name }) => String(name));
    const stem = isArchive ? "substr(key, length(shard) + 2)" : "regexp_extract(key, '[^/]*$')";
    const [row] = await query.rows<{ all: bigint; apart: bigint; within: bigint }>(AGAIN(stem), [
      shards.join(SEPARATOR),
    ]);
    const [apart, within] = [Number(row?.apart ?? 0), isArchive ? Number(row?.within ?? 0) : 0];
    if (apart > 0 || within > 0) result.push({ part, apart, within });
  }
  return result.length === 0
    ? null
    : {
        id: "names-again",
        about: "names of pairs that come again in other archives, and in their own",
        result,
      };
}

/** A byte that is in no name: ASCII's unit separator. */
const SEPARATOR = "\u001f";

/** A key that came before in its shard has `~2` behind it. Names are counted by their hashes, which are smaller. */
const AGAIN = (stem: string) => `
WITH own AS (SELECT shard, ${stem} AS name FROM scores WHERE shard IN (SELECT unnest(string_split($1, chr(31))))),
twice AS (SELECT shard, regexp_replace(name, '~[0-9]+$', '') AS name FROM own WHERE regexp_matches(name, '~[0-9]+$'))
SELECT (SELECT count(*) - count(DISTINCT hash(name)) FROM own) AS apart,
  (SELECT count(*) FROM twice SEMI JOIN own USING (shard, name)) AS within`;
