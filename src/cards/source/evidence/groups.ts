import { groupFlagsOf } from "../../../../filters/policies.ts";
import { SMALLEST } from "../../../statistics/association.ts";
import { anyFlag, type Columns, DOMAIN, inOnePass, listOf, MOST, type Spec } from "./spec.ts";

/** What groups are set beside, `any flag` first: words and SQL. */
function flagsOf(columns: Columns): readonly (readonly [says: string, when: string])[] {
  const measured = groupFlagsOf(columns.register ?? "caption").filter(({ needs }) =>
    needs.every((name) => columns.has(name)),
  );
  return [
    ["any flag", anyFlag(columns)],
    ...measured.map(({ says, when }) => [says.replaceAll("'", "''"), when] as const),
  ];
}

const NAMED =
  "(SELECT unnest(string_split(identity_groups, ',')) AS g, * FROM explored WHERE identity_groups <> '')";
const SMALL = `those of fewer than ${SMALLEST} pairs are left out`;

/** SQL: pairs that the policy does not keep, by some property. */
const removedBy = (value: string, name: string, from = "explored") =>
  `SELECT ${value} AS "${name}", count(*) FILTER (action <> 'keep') AS k, count(*) AS n
FROM ${from} GROUP BY 1 HAVING count(*) >= ${SMALLEST} ORDER BY n DESC, 1 LIMIT ${MOST}`;

/** Whom captions name, beside which flags, and whom the policy removes. */
export const groupSpecs = [
  {
    id: "removal",
    about: `pairs that the policy does not keep, by the caption's language; ${SMALL}`,
    needs: ["language"],
    rates: true,
    sql: () => removedBy("coalesce(language, 'no caption')", "language"),
  },
  {
    id: "removal-source",
    about: `pairs that the policy does not keep, by domain of the image's address; ${SMALL}`,
    needs: ["url"],
    rates: true,
    sql: () => removedBy(DOMAIN, "domain"),
  },
  {
    id: "identity",
    about: "pairs whose caption names a group of people",
    needs: ["identity_groups"],
    rates: true,
    sql: () => `SELECT g AS "group", count(*) AS k, (SELECT count(*) FROM explored) AS n
FROM ${NAMED} GROUP BY 1 ORDER BY k DESC, 1 LIMIT ${MOST}`,
  },
  {
    id: "flags",
    about: "flagged pairs, of those that were measured",
    needs: ["identity_groups"],
    rates: true,
    sql: (columns) =>
      inOnePass(
        flagsOf(columns).map(([says, when]) => ({
          ...{ flag: `'${says}'`, k: `count(*) FILTER (${when})`, n: `count((${when}))` },
        })),
      ),
  },
  {
    id: "identity-flags",
    about: `flagged pairs among those that name a group; ${SMALL}`,
    needs: ["identity_groups"],
    rates: true,
    sql: (columns) => `SELECT flag, "group", k, n FROM (
SELECT g AS "group", unnest(counts, recursive := true) FROM (SELECT g, ${listOf(
      flagsOf(columns).map(([says, when], i) => ({
        ...{ place: `${i}`, flag: `'${says}'`, k: `count(*) FILTER (${when})`, n: `count((${when}))` },
      })),
    )} AS counts FROM ${NAMED} GROUP BY g)
) WHERE n >= ${SMALLEST} ORDER BY place, n DESC, "group"`,
  },
  {
    id: "association",
    about: `pairs that the policy does not keep, among those that name a group; ${SMALL}`,
    needs: ["identity_groups"],
    rates: true,
    sql: () => removedBy("g", "group", NAMED),
  },
] as const satisfies readonly Spec[];
