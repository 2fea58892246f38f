import { CUTS, kindsSql } from "../../../representation/sweep.ts";
import { anyFlag, type Columns, type Spec } from "./spec.ts";

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
  const rows = found
    .filter(([, column]) => columns.has(column))
    .map(
      ([what, column]) =>
        `SELECT '${what}' AS what, count(*) FILTER (${column} > 0) AS k, count(${column}) AS n FROM explored`,
    );
  if (columns.has("exif_gps"))
    rows.push(
      "SELECT 'GPS coordinates' AS what, count(*) FILTER (exif_gps) AS k, count(exif_gps) AS n FROM explored",
    );
  return rows.join("\nUNION ALL ");
}

/** What a dataset says of people who can be found by it. */
export const peopleSpecs: readonly Spec[] = [
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
      [
        ["all pairs", "true"],
        ["flagged, image or text", anyFlag(columns)],
        ["not flagged", `NOT (${anyFlag(columns)})`],
      ]
        .map(
          ([what, where]) =>
            `SELECT '${what}' AS what, count(*) FILTER (image_faces > 0) AS k, count(image_faces) AS n,
  coalesce(sum(image_faces), 0)::BIGINT AS faces FROM explored WHERE ${where}`,
        )
        .join("\nUNION ALL "),
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
      return rows
        .flatMap(({ kind, sql }) =>
          CUTS.map(
            (cut) =>
              `SELECT '${kind}' AS kind, ${cut}::DOUBLE AS p, count(*) FILTER (${sql} >= ${cut}) AS k, count(${sql}) AS n FROM explored`,
          ),
        )
        .join("\nUNION ALL ");
    },
  },
];
