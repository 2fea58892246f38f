import { exactFrom, type Rule } from "../../filters/policies.ts";
import { columnsOf, cutsOf } from "../policy/predicate.ts";
import { columnNames, type Query } from "./query.ts";

/**
 * Why rules cannot be applied to scores that were computed in whole numbers: one cuts below where they were computed
 * again in floats, and would decide by rounding. Null where no cut does, or no score is of that kind. Asked when a
 * policy is applied, and before one is saved.
 * @param rules those that the run can be judged by
 */
export async function wholeNumberTrouble(
  query: Query,
  rules: readonly Pick<Rule, "id" | "when">[],
): Promise<string | null> {
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
