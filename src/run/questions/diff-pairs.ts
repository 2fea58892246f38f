import { firstSql, type Policy } from "../../../filters/policies.ts";
import { literal } from "../literal.ts";

/** Which pairs the figures of a comparison count, as predicates over the scores: exactly those. */
export interface DiffPairs {
  /** Kept by A and not by B. */
  readonly lost: string;
  /** Kept by B and not by A. */
  readonly gained: string;
  /** Those that a rule changed over. */
  readonly changed: (line: { readonly side: "lost" | "gained"; readonly rule: string }) => string;
  /** Those of a group; null where there is no such group. */
  readonly of: (by: string, group: string) => string | null;
}

/** A rule's name where none is true. */
const NONE = "–";

/**
 * The pairs behind a comparison, asked by the rules themselves: whatever policy decides the run when they are looked at.
 * @param a the rules of A that the run can be judged by
 * @param flagged predicates of what is flagged, by the group's name
 */
export function diffPairs(
  a: Policy["rules"],
  b: Policy["rules"],
  flagged: ReadonlyMap<string, string>,
): DiffPairs {
  const kept = (rules: Policy["rules"]) => `(${firstSql(rules, "action", "keep")}) = 'keep'`;
  const lost = `${kept(a)} AND NOT ${kept(b)}`;
  const gained = `${kept(b)} AND NOT ${kept(a)}`;
  const decided = (rules: Policy["rules"], rule: string) =>
    `(${firstSql(rules, "id", NONE)}) = '${literal(rule)}'`;
  return {
    lost,
    gained,
    changed: ({ side, rule }) =>
      side === "lost" ? `${lost} AND ${decided(b, rule)}` : `${gained} AND ${decided(a, rule)}`,
    of: (by, group) =>
      by === FLAGGED ? (flagged.get(group) ?? null) : `${groupSql(by)} = '${literal(group)}'`,
  };
}

/** What groups of flagged pairs are listed under. */
export const FLAGGED = "flagged category";

/** A pair's group by a column, as SQL. */
export function groupSql(column: string): string {
  return `coalesce("${column}"::VARCHAR, '${NONE}')`;
}
