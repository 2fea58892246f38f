import type { JoinedShard } from "../../../datasets/index.ts";
import type { Action } from "../../../filters/policies.ts";
import type { DecidedRun } from "../../run/decided-run.ts";
import { literal } from "../../run/literal.ts";

/** What a run says of a pair. */
export interface Scored {
  readonly row: number;
  readonly key: string;
  readonly sha256: string | null;
  readonly caption: string | null;
  /** Digest of all that was measured; null in runs of older versions, which measured one caption and one image. */
  readonly content: string | null;
  /** JSON list of what was not. */
  readonly unmeasured: string | null;
  readonly width: number | null;
  readonly height: number | null;
  readonly format: string | null;
  readonly action: Action;
  readonly rule: string | null;
  /** On a list of known harm: it is neither read nor compared. */
  readonly denied: boolean | null;
}

/** By key, since pairs move up where one before them went away. */
export async function scoresOf(
  { query, columns }: DecidedRun,
  { parts }: Pick<JoinedShard, "parts">,
): Promise<Map<string, Scored>> {
  const known = new Set(columns.map(({ name }) => name));
  const optional = ["width", "height", "format", "content", "unmeasured", "denied"].map((name) =>
    known.has(name) ? name : `NULL AS ${name}`,
  );
  const scored = new Map<string, Scored>();
  for (const { name, firstRow = 0 } of parts)
    for (const one of await query.rows<Scored>(
      `SELECT row + ${firstRow} AS row, key, sha256, caption, ${optional.join(", ")}, action, rules[1] AS rule
       FROM explored WHERE shard = '${literal(name)}' ORDER BY row`,
    ))
      scored.set(one.key, one);
  return scored;
}
