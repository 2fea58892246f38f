import { sideFlags, signals } from "../../../filters/index.ts";

/** A question to the run whose answer a card may state: stored with its result, so that anyone can ask again. */
export interface Evidence {
  readonly id: string;
  /** One line for people. */
  readonly about: string;
  /** SQL over `explored`: the score columns, and `action` and `rules` of the card's policy. */
  readonly sql: string;
  /** Rows have `k` and `n`: shares that carry an interval. */
  readonly rates: boolean;
}

interface Spec {
  readonly id: string;
  readonly about: string;
  readonly needs: readonly string[];
  readonly rates?: boolean;
  readonly sql: (known: ReadonlySet<string>) => string;
}

const DOMAIN =
  "coalesce(nullif(regexp_extract(url, '^[a-z]+://(?:www\\.)?([^/:?#]+)', 1), ''), 'no address')";

/** Rows of a table that a card shows at most. */
const MOST = 25;

const usable = (known: ReadonlySet<string>) =>
  signals.filter(({ needs }) => needs.every((name) => known.has(name)));
const flag = (side: "image" | "text", known: ReadonlySet<string>) =>
  sideFlags[side].find(({ needs }) => needs.every((name) => known.has(name)));
/** Pairs that either side flags; what was not measured flags nothing. */
const anyFlag = (known: ReadonlySet<string>) =>
  (["image", "text"] as const)
    .flatMap((side) => flag(side, known)?.when ?? [])
    .map((when) => `coalesce((${when}), false)`)
    .join(" OR ") || "false";

const swept = (known: ReadonlySet<string>, where: string) =>
  usable(known)
    .flatMap(({ id, by, side, value, cuts }) =>
      cuts.map(
        (cut) =>
          `SELECT '${id}' AS signal, '${side}' AS side, '${by}' AS by, ${cut}::DOUBLE AS cut,
  count(*) FILTER ((${value}) >= ${cut}) AS k, count(${value}) AS n FROM explored WHERE ${where}`,
      ),
    )
    .join("\nUNION ALL ") || "SELECT NULL AS signal, NULL AS k, NULL AS n WHERE false";

const tally = (value: string, name: string) =>
  `SELECT ${value} AS ${name}, count(*) AS pairs FROM explored GROUP BY 1 ORDER BY pairs DESC, 1 LIMIT ${MOST}`;

const specs: readonly Spec[] = [
  {
    id: "pairs",
    about: "pairs, and captions that differ",
    needs: [],
    sql: () =>
      "SELECT count(*) AS pairs, count(DISTINCT caption) AS different_captions, count(DISTINCT shard) AS shards FROM explored",
  },
  {
    id: "images",
    about: "images, images whose bytes differ, and their size",
    needs: ["sha256", "bytes"],
    sql: () =>
      "SELECT count(sha256) AS images, count(DISTINCT sha256) AS different_images, sum(bytes)::BIGINT AS bytes FROM explored",
  },
  { id: "formats", about: "image formats", needs: ["format"], sql: () => tally("format", "format") },
  {
    id: "sizes",
    about: "quartiles of width and height, in pixels",
    needs: ["width", "height"],
    sql: () =>
      "SELECT quantile_disc(width, [0, 0.25, 0.5, 0.75, 1]) AS width, quantile_disc(height, [0, 0.25, 0.5, 0.75, 1]) AS height FROM explored",
  },
  {
    id: "missing",
    about: "pairs without a caption, with an empty one, without an image",
    needs: [],
    rates: true,
    sql: () => `SELECT 'no caption' AS what, count(*) FILTER (caption IS NULL) AS k, count(*) AS n FROM explored
UNION ALL SELECT 'empty caption', count(*) FILTER (NOT regexp_matches(caption, '[^\\s\\p{Z}\\p{C}]')), count(*) FROM explored
UNION ALL SELECT 'no image', count(*) FILTER (sha256 IS NULL), count(*) FROM explored`,
  },
  {
    id: "errors",
    about: "pairs that could not be read or measured whole, by kind",
    needs: [],
    sql: () =>
      `SELECT regexp_replace(error, '"[^"]*"|\\d[\\d,.]*', '…', 'g') AS error, count(*) AS pairs FROM explored WHERE error IS NOT NULL GROUP BY 1 ORDER BY pairs DESC, 1 LIMIT ${MOST}`,
  },
  {
    id: "duplicates",
    about: "pairs whose image came before, byte for byte or nearly",
    needs: ["duplicate_kind"],
    rates: true,
    sql: () => `SELECT 'exact' AS kind, count(*) FILTER (duplicate_kind = 'exact') AS k, count(sha256) AS n FROM explored
UNION ALL SELECT 'near', count(*) FILTER (duplicate_kind = 'near'), count(sha256) FROM explored`,
  },
  {
    id: "languages",
    about: "languages, as detected",
    needs: ["language"],
    sql: () => tally("language", "language"),
  },
  {
    id: "licenses",
    about: "licences that the dataset states, pair by pair",
    needs: ["license"],
    sql: () => tally("coalesce(license, 'not stated')", "license"),
  },
  {
    id: "domains",
    about: "domains of the images' addresses",
    needs: ["url"],
    sql: () => tally(DOMAIN, "domain"),
  },
  {
    id: "personal",
    about: "pairs with contact details in the caption or a place in the image's EXIF",
    needs: ["caption_emails", "caption_phones"],
    rates: true,
    sql: (
      known,
    ) => `SELECT 'e-mail address' AS what, count(*) FILTER (caption_emails > 0) AS k, count(caption_emails) AS n FROM explored
UNION ALL SELECT 'phone number', count(*) FILTER (caption_phones > 0), count(caption_phones) FROM explored${
      known.has("exif_gps")
        ? "\nUNION ALL SELECT 'GPS coordinates', count(*) FILTER (exif_gps), count(exif_gps) FROM explored"
        : ""
    }`,
  },
  {
    id: "rates",
    about: "pairs at or above each signal's cuts",
    needs: [],
    rates: true,
    sql: (known) => swept(known, "true"),
  },
  {
    id: "residual",
    about: "the same among the pairs that the policy keeps",
    needs: [],
    rates: true,
    sql: (known) => swept(known, "action = 'keep'"),
  },
  {
    id: "any-of",
    about: "pairs whose image or text is flagged",
    needs: [],
    rates: true,
    sql: (known) =>
      `SELECT 'image or text' AS flag, count(*) FILTER (${anyFlag(known)}) AS k, count(*) AS n FROM explored`,
  },
  {
    id: "spread",
    about: "share of flagged pairs from shard to shard",
    needs: [],
    sql: (
      known,
    ) => `SELECT count(*) AS shards, min(share) AS lowest, median(share) AS median, max(share) AS highest
FROM (SELECT shard, avg((${anyFlag(known)})::INTEGER) AS share FROM explored GROUP BY shard)`,
  },
  {
    id: "pair-table",
    about: "image flag by text flag, of pairs with both measured",
    needs: [],
    sql: (known) => {
      const [image, text] = [flag("image", known), flag("text", known)];
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
  {
    id: "removal",
    about: "pairs that the policy does not keep, by language",
    needs: ["language"],
    rates: true,
    sql: () => `SELECT language, count(*) FILTER (action <> 'keep') AS k, count(*) AS n
FROM explored GROUP BY 1 ORDER BY n DESC, 1 LIMIT ${MOST}`,
  },
  {
    id: "removal-source",
    about:
      "pairs that the policy does not keep, by domain of the image's address; domains of fewer than 10 pairs are left out",
    needs: ["url"],
    rates: true,
    sql: () => `SELECT ${DOMAIN} AS domain, count(*) FILTER (action <> 'keep') AS k, count(*) AS n
FROM explored GROUP BY 1 HAVING count(*) >= 10 ORDER BY n DESC, 1 LIMIT ${MOST}`,
  },
  {
    id: "identity",
    about: "pairs whose caption names a group of people",
    needs: ["identity_groups"],
    rates: true,
    sql: () => `SELECT g AS "group", count(*) AS k, (SELECT count(*) FROM explored) AS n
FROM (SELECT unnest(string_split(identity_groups, ',')) AS g FROM explored WHERE identity_groups <> '')
GROUP BY 1 ORDER BY k DESC, 1 LIMIT ${MOST}`,
  },
  {
    id: "identity-flags",
    about: "flagged pairs among those that name a group; groups of fewer than 10 pairs are left out",
    needs: ["identity_groups"],
    rates: true,
    sql: (known) => `SELECT g AS "group", count(*) FILTER (flagged) AS k, count(*) AS n
FROM (SELECT unnest(string_split(identity_groups, ',')) AS g, (${anyFlag(known)}) AS flagged FROM explored WHERE identity_groups <> '')
GROUP BY 1 HAVING count(*) >= 10 ORDER BY n DESC, 1 LIMIT ${MOST}`,
  },
  {
    id: "association",
    about:
      "pairs that the policy does not keep, among those that name a group; groups of fewer than 10 pairs are left out",
    needs: ["identity_groups"],
    rates: true,
    sql: () => `SELECT g AS "group", count(*) FILTER (action <> 'keep') AS k, count(*) AS n
FROM (SELECT unnest(string_split(identity_groups, ',')) AS g, action FROM explored WHERE identity_groups <> '')
GROUP BY 1 HAVING count(*) >= 10 ORDER BY n DESC, 1 LIMIT ${MOST}`,
  },
];

/** Everything that can be asked of a run with these columns. */
export function evidenceFor(columns: ReadonlySet<string>): readonly Evidence[] {
  return specs
    .filter(({ needs }) => needs.every((name) => columns.has(name)))
    .map(({ id, about, rates = false, sql }) => ({ id, about, rates, sql: sql(columns) }));
}

/** Ids of evidence that comes from the run's own files instead of a query. */
export const recordIds = [
  "sampling",
  "columns",
  "models",
  "provenance",
  "files",
  "reviewers",
  "curation",
  "not-looked-for",
] as const;
