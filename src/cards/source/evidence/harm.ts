import { anyFlag, type Spec, sideFlag, swept } from "./spec.ts";

/** What was flagged, and what the policy does about it. */
export const harmSpecs = [
  {
    id: "known-harm",
    about: "pairs on lists of known harm, denied unseen",
    needs: ["denied"],
    rates: true,
    sql: () =>
      "SELECT 'on a list' AS pairs_found, count(*) FILTER (denied) AS k, count(*) AS n FROM explored",
  },
  {
    id: "rates",
    about: "pairs at or above each signal's cuts",
    needs: [],
    rates: true,
    sql: (columns) => swept(columns, "true"),
  },
  {
    id: "residual",
    about: "the same among the pairs that the policy keeps",
    needs: [],
    rates: true,
    sql: (columns) => swept(columns, "action = 'keep'"),
  },
  {
    id: "any-of",
    about: "pairs whose image or text is flagged",
    needs: [],
    rates: true,
    sql: (columns) =>
      `SELECT 'image or text' AS flag, count(*) FILTER (${anyFlag(columns)}) AS k, count(*) AS n FROM explored`,
  },
  {
    id: "spread",
    about: "share of flagged pairs from shard to shard",
    needs: [],
    sql: (
      columns,
    ) => `SELECT count(*) AS shards, min(share) AS lowest, median(share) AS median, max(share) AS highest
FROM (SELECT shard, avg((${anyFlag(columns)})::INTEGER) AS share FROM explored GROUP BY shard)`,
  },
  {
    id: "pair-table",
    about: "image flag by text flag, of pairs with both measured",
    needs: [],
    sql: (columns) => {
      const [image, text] = [sideFlag("image", columns), sideFlag("text", columns)];
      if (!image || !text) return "SELECT NULL AS image WHERE false";
      return `SELECT '${image.says}' AS image_flag, '${text.says.replaceAll("'", "''")}' AS text_flag,
  count(*) FILTER (i AND t) AS both, count(*) FILTER (i AND NOT t) AS image_only,
  count(*) FILTER (NOT i AND t) AS text_only, count(*) FILTER (NOT i AND NOT t) AS neither
FROM (SELECT (${image.when}) AS i, (${text.when}) AS t FROM explored)`;
    },
  },
  {
    id: "decisions",
    about: "what the policy decides, by the rule that decides",
    needs: [],
    rates: true,
    sql: () => `SELECT action, coalesce(rules[1], '–') AS rule, count(*) AS k, (SELECT count(*) FROM explored) AS n
FROM explored GROUP BY 1, 2 ORDER BY k DESC, 2`,
  },
] as const satisfies readonly Spec[];
