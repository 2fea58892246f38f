import { CUTS, kindsSql } from "../../../representation/sweep.ts";
import { SMALLEST } from "../../../statistics/association.ts";
import { anyFlag, type Columns, type CountedRow, DOMAIN, inOnePass, MOST, type Spec } from "./spec.ts";

/** What a caption or a picture may say of people, and the column that counts it. */
const found: readonly (readonly [what: string, column: string])[] = [
  ["e-mail address", "caption_emails"],
  ["phone number", "caption_phones"],
  ["person named in full", "caption_names"],
  ["postal address", "caption_addresses"],
  ["number of an account, a card or an identity paper", "caption_ids"],
  ["IPv4 address", "caption_ips"],
  ["word for an identity paper", "caption_papers"],
];

function counted(columns: Columns): string {
  const rows: CountedRow[] = found
    .filter(([, column]) => columns.has(column))
    .map(([what, column]) => ({
      ...{ what: `'${what}'`, k: `count(*) FILTER (${column} > 0)`, n: `count(${column})` },
    }));
  if (columns.has("exif_gps"))
    rows.push({ what: "'GPS coordinates'", k: "count(*) FILTER (exif_gps)", n: "count(exif_gps)" });
  return inOnePass(rows);
}

/** What a dataset says of people who can be found by it. */
export const peopleSpecs = [
  {
    id: "personal",
    about:
      "pairs with contact details, names, addresses or numbers in the caption, or a place in the image's EXIF",
    needs: ["caption_emails", "caption_phones"],
    rates: true,
    sql: counted,
  },
  {
    id: "faces",
    about:
      "pairs whose image shows a face, and how many faces, of all pairs, of flagged ones and of the others",
    needs: ["image_faces"],
    rates: true,
    sql: (columns) =>
      inOnePass(
        [
          ["all pairs", "true"],
          ["flagged, image or text", anyFlag(columns)],
          ["not flagged", `NOT (${anyFlag(columns)})`],
        ].map(([what, where]) => ({
          what: `'${what}'`,
          k: `count(*) FILTER (image_faces > 0 AND (${where}))`,
          n: `count(image_faces) FILTER (${where})`,
          faces: `coalesce(sum(image_faces) FILTER (${where}), 0)::BIGINT`,
        })),
      ),
  },
  {
    id: "intersections",
    about:
      "pairs whose captions name women or men and another group at once, and how many of them are flagged",
    needs: ["identity_groups"],
    rates: true,
    sql: (
      columns,
    ) => `SELECT other || ' × ' || gender AS groups, count(*) FILTER (flagged) AS k, count(*) AS n
FROM (SELECT string_split(identity_groups, ',') AS named, unnest(string_split(identity_groups, ',')) AS other,
  (${anyFlag(columns)}) AS flagged FROM explored WHERE identity_groups <> ''), (SELECT unnest(['women', 'men']) AS gender)
WHERE list_contains(named, gender) AND other NOT IN ('women', 'men')
GROUP BY 1 HAVING count(*) >= ${SMALLEST} ORDER BY n DESC, 1 LIMIT ${MOST}`,
  },
  {
    id: "concentration",
    about: "how many pairs, and how many flagged ones, come from the domains with most of each",
    needs: ["url"],
    sql: (
      columns,
    ) => `SELECT first, coalesce(sum(n) FILTER (by_pairs <= first), 0)::BIGINT AS pairs, sum(n)::BIGINT AS of_pairs,
  coalesce(sum(flagged) FILTER (by_flags <= first), 0)::BIGINT AS flagged, sum(flagged)::BIGINT AS of_flagged
FROM (SELECT n, flagged, row_number() OVER (ORDER BY n DESC, domain) AS by_pairs,
  row_number() OVER (ORDER BY flagged DESC, domain) AS by_flags
  FROM (SELECT ${DOMAIN} AS domain, count(*) AS n, count(*) FILTER (${anyFlag(columns)}) AS flagged
    FROM explored WHERE url IS NOT NULL GROUP BY 1)), (SELECT unnest([1, 10, 100, 1000]) AS first)
GROUP BY first HAVING sum(n) > 0 ORDER BY first`,
  },
  {
    id: "hate-sweep",
    about: "captions at or above p: hateful, targeted, aggressive, and any of the three",
    needs: ["text_identity_attack", "text_insult"],
    rates: true,
    sql: (columns) => {
      const kinds = kindsSql(columns);
      if (kinds === null) return "";
      const rows = [
        ...kinds,
        { kind: "any of the three", sql: `greatest(${kinds.map(({ sql }) => sql).join(", ")})` },
      ];
      return inOnePass(
        rows.flatMap(({ kind, sql }) =>
          CUTS.map((cut) => ({
            ...{ kind: `'${kind}'`, p: `${cut}::DOUBLE` },
            ...{ k: `count(*) FILTER (${sql} >= ${cut})`, n: `count(${sql})` },
          })),
        ),
      );
    },
  },
] as const satisfies readonly Spec[];
