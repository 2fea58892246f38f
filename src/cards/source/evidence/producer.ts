import type { Column } from "../../../../filters/index.ts";
import { type Columns, type Spec, sideFlag } from "./spec.ts";

/** Columns in which producers say what is not safe. */
const UNSAFE = /^source_(?:nsfw|p?unsafe|is_nsfw|nsfw_score|porn|p_?nsfw)$/u;
/** What they call it in words. */
const WORDS = "'NSFW', 'nsfw', 'UNSAFE', 'unsafe', 'PORN', 'porn'";
/** Scores that producers filter by. */
const SCORES = /^source_(?:.*(?:similarity|aesthetic|watermark|unsafe|nsfw|clip).*)$/u;
/** Bars of a histogram. */
const BARS = 10;

export interface ProducerFlag {
  readonly says: string;
  readonly when: string;
}

/** The producer's own flags, as predicates that a policy or a list may use, too. */
export function producerFlags({ source = [] }: Pick<Columns, "source">): readonly ProducerFlag[] {
  return source
    .filter(({ name }) => UNSAFE.test(name))
    .map(({ name, type }) => {
      if (type === "bool") return { says: name, when: name };
      if (type === "utf8") return { says: `${name} is NSFW`, when: `${name} IN (${WORDS})` };
      return { says: `${name} ≥ 0.5`, when: `${name} >= 0.5` };
    });
}

function ourFlags(columns: Columns): readonly ProducerFlag[] {
  return (["image", "text"] as const).flatMap((side) => sideFlag(side, columns) ?? []);
}

const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`;

function scores({ source = [] }: Columns): readonly Column[] {
  return source.filter(({ name, type }) => (type === "float32" || type === "int32") && SCORES.test(name));
}

/** What the producer says of its pairs, beside what was measured. */
export const producerSpecs = [
  {
    id: "producer-agreement",
    about:
      "the producer's flags beside ours, of pairs with both; the queue finds the pairs on which they differ",
    needs: [],
    kappa: true,
    sql: (columns) =>
      producerFlags(columns)
        .flatMap((theirs) =>
          ourFlags(columns).map(
            (ours) => `SELECT ${quoted(theirs.says)} AS producer, ${quoted(ours.says)} AS ours,
  count(*) FILTER (t AND o) AS both, count(*) FILTER (t AND NOT o) AS producer_alone,
  count(*) FILTER (NOT t AND o) AS ours_alone, count(*) FILTER (NOT t AND NOT o) AS neither,
  ${quoted(`(${theirs.when}) <> (${ours.when})`)} AS queue
FROM (SELECT (${theirs.when}) AS t, (${ours.when}) AS o FROM explored)`,
          ),
        )
        .join("\nUNION ALL "),
  },
  {
    id: "producer-leaves",
    about: "what the producer's flag would leave behind of ours, and the policy of the producer's",
    needs: [],
    rates: true,
    sql: (columns) =>
      producerFlags(columns)
        .flatMap((theirs) => [
          ...ourFlags(columns).map(
            (ours) => `SELECT ${quoted(`not ${theirs.says}`)} AS left_by, ${quoted(ours.says)} AS flagged,
  count(*) FILTER (${ours.when}) AS k, count((${ours.when})) AS n FROM explored WHERE NOT (${theirs.when})`,
          ),
          `SELECT 'the policy' AS left_by, ${quoted(theirs.says)} AS flagged,
  count(*) FILTER (${theirs.when}) AS k, count((${theirs.when})) AS n FROM explored WHERE action = 'keep'`,
        ])
        .join("\nUNION ALL "),
  },
  {
    id: "producer-scores",
    about: `pairs that the policy keeps, by the producer's scores in ${BARS} steps from the lowest to the highest`,
    needs: [],
    rates: true,
    sql: (columns) =>
      scores(columns)
        .map(
          ({ name }) => `SELECT score, round(low + bar * (high - low) / ${BARS}, 4) AS "from",
  round(low + (bar + 1) * (high - low) / ${BARS}, 4) AS "to", k, n FROM (
  SELECT '${name}' AS score, low, high,
    least(${BARS - 1}, CASE WHEN high > low THEN floor((${name} - low) / (high - low) * ${BARS}) ELSE 0 END)::INTEGER AS bar,
    count(*) FILTER (action = 'keep') AS k, count(*) AS n
  FROM explored, (SELECT min(${name})::DOUBLE AS low, max(${name})::DOUBLE AS high FROM explored)
  WHERE ${name} IS NOT NULL AND isfinite(${name}::DOUBLE) GROUP BY ALL ORDER BY bar)`,
        )
        .map((sql) => `(${sql})`)
        .join("\nUNION ALL "),
  },
] as const satisfies readonly Spec[];
