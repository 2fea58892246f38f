/**
 * What of a source is what. A name is a field of its records (`caption`, `conversations[].value`, `exif.Artist`) or a
 * member's ending (`.jpg`); names joined by `|` are alternatives, of which a record's first counts.
 */
export interface DatasetMap {
  /** Id of the dialect that it follows: `img2dataset`, `llava`, `fields`, … */
  readonly dialect: string;
  /** All of a record's images, in order. */
  readonly image: readonly string[];
  /** All of a record's captions, in order. */
  readonly caption: readonly string[];
  readonly key: string | null;
  readonly url: string | null;
  readonly license: string | null;
  readonly split: string | null;
  /** What its captions are, where they are no captions: the cuts of its kind count. */
  readonly register?: "caption" | "comment" | "prompt";
}

/** What a person says of a map; what is absent is proposed. */
export type MapWish = Partial<DatasetMap>;
