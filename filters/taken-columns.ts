import { otherName } from "./signals.ts";

/** Columns that the filters of Sluice write, whichever of them run: nobody else's may have their names. */
const columns: readonly string[] = [
  ...["width", "height", "aspect", "bytes", "format", "animated", "decodable", "exif_gps"],
  ...["caption_length", "caption_words", "language", "caption_urls", "caption_emails", "caption_phones"],
  ...["names", "addresses", "ids", "ips", "papers"].map((name) => `caption_${name}`),
  ...["lexicon_obscenity", "lexicon_slurs", "lexicon_sexual", "lexicon_severity", "lexicon_foreign"],
  ...["identity_groups", "identity_terms", "text_unread", "phash", "clip_similarity", "image_faces"],
  // Per label of the models that --model can choose.
  ...["toxicity", "severe_toxicity", "identity_attack", "insult", "obscene", "sexual_explicit", "threat"].map(
    (label) => `text_${label}`,
  ),
  ...["degenerate_spread", "degenerate_saturated", "degenerate_noise"],
  ...["drawing", "hentai", "neutral", "porn", "sexy", "normal", "nsfw"].map((label) => `image_${label}`),
  ...["v2_hentai", "v2_porn", "v2_sexy", "yahoo", "score", "agree", "porn_agreed", "pass", "where"].map(
    (name) => `image_${name}`,
  ),
];

export const shippedColumns: readonly string[] = [...columns, ...columns.map(otherName)];

/** Words that DuckDB reserves: as a column's name they would need quotes in every policy. */
export const reservedWords: readonly string[] =
  `all analyse analyze and any array as asc asymmetric both case cast check collate column constraint create
  default deferrable desc describe distinct do else end except false fetch for foreign from group having in
  initially intersect into lambda lateral leading limit not null offset on only or order pivot pivot_longer
  pivot_wider placing primary qualify references returning select show some summarize symmetric table then to
  trailing true union unique unpivot using variadic when where window with`.split(/\s+/u);
