import { exactFrom, type Policy } from "../../filters/policies.ts";
import { columnsOf, cutsOf } from "../policy/predicate.ts";
import { columnNames, type Query } from "./query.ts";

/**
 * Why a policy cannot be applied to scores that were computed in whole numbers: it cuts below where they were computed
 * again in floats, and would decide by rounding. Null where none of its cuts does, or no score is of that kind.
 */
export async function wholeNumberTrouble(query: Query, rules: Policy["rules"]): Promise<string | null> {
  const low = rules.flatMap(({ id, when }) =>
    cutsOf(when).flatMap(({ left, value }) => {
      const from = Math.max(...columnsOf(left).map((name) => exactFrom[name] ?? Number.NEGATIVE_INFINITY));
      return value < from ? [{ id, left: left.trim(), value, from }] : [];
    }),
  );
  const [first] = low;
  if (first === undefined || !(await columnNames(query)).has("image_pass")) return null;
  const [found] = await query.rows<{ n: number }>(
    "SELECT count(*)::INTEGER AS n FROM scores WHERE image_pass = 'int8'",
  );
  if (!found?.n) return null;
  const wanted = Number.isFinite(first.from) ? `a cut of ${first.from} or more` : "no cut";
  return `rule "${first.id}": wanted ${wanted} on ${first.left}, got ${first.value}: below it scores are whole numbers' here; audit with --model nsfw-image=panel-float`;
}
