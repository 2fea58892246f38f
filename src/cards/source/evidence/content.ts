import { DOMAIN, inOnePass, MOST, type Spec, tally } from "./spec.ts";

/** What a dataset holds and lacks. */
export const contentSpecs = [
  {
    id: "pairs",
    about: "pairs, and captions that differ",
    needs: [],
    sql: () =>
      "SELECT count(*) AS pairs, count(DISTINCT md5_number(caption)) AS different_captions, count(DISTINCT shard) AS shards FROM explored",
  },
  {
    id: "images",
    about: "images, images whose bytes differ, and their size",
    needs: ["sha256", "bytes"],
    sql: () =>
      "SELECT count(sha256) AS images, count(DISTINCT md5_number(sha256)) AS different_images, sum(bytes)::BIGINT AS bytes FROM explored",
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
    sql: () =>
      inOnePass(
        [
          ["no caption", "caption IS NULL"],
          ["empty caption", "NOT regexp_matches(caption, '[^\\s\\p{Z}\\p{C}]')"],
          ["no image", "sha256 IS NULL"],
        ].map(([what, when]) => ({ what: `'${what}'`, k: `count(*) FILTER (${when})`, n: "count(*)" })),
      ),
  },
  {
    id: "coverage",
    about: "pairs by whether all their images and texts were measured, or why not",
    needs: ["image_coverage", "text_coverage"],
    rates: true,
    sql: () => `SELECT 'images ' || image_coverage AS what, count(*) AS k, (SELECT count(*) FROM explored) AS n
FROM explored WHERE image_coverage IS NOT NULL GROUP BY 1
UNION ALL SELECT 'texts ' || text_coverage, count(*), (SELECT count(*) FROM explored)
FROM explored WHERE text_coverage IS NOT NULL GROUP BY 1 ORDER BY what`,
  },
  {
    id: "unread",
    about:
      "captions that the text model did not measure, or not whole: in another language, or in another script",
    needs: ["text_unread"],
    rates: true,
    sql: () => `SELECT 'another language' AS what, count(*) FILTER (text_unread = 'language') AS k, count(caption) AS n FROM explored
UNION ALL SELECT 'another script', count(*) FILTER (contains(text_unread, 'script')), count(caption) FROM explored`,
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
    id: "consent",
    about: "what is said of taking pairs; that nobody said anything is no consent",
    needs: ["consent"],
    rates: true,
    sql: () => `SELECT level AS consent, count(consent) FILTER (consent = level) AS k, count(consent) AS n
FROM explored, (SELECT unnest(['denied', 'reserved', 'unknown']) AS level) GROUP BY 1 ORDER BY 1`,
  },
  {
    id: "consent-by",
    about: "pairs by what says so",
    needs: ["consent_by"],
    rates: true,
    sql: () => `SELECT said_by, count(*) AS k, (SELECT count(consent_by) FROM explored) AS n
FROM (SELECT unnest(string_split(consent_by, ',')) AS said_by FROM explored WHERE consent_by <> '')
GROUP BY 1 ORDER BY k DESC, 1 LIMIT ${MOST}`,
  },
  {
    id: "domains",
    about: "domains of the images' addresses",
    needs: ["url"],
    sql: () => tally(DOMAIN, "domain"),
  },
] as const satisfies readonly Spec[];
