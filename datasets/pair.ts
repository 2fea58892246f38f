/** One image–caption pair as its dataset stores it; the image's bytes are read only when asked for. */
export interface Pair {
  /** Unique in the dataset: `<shard>/<member stem>` for tars, the file name or row id elsewhere. */
  readonly key: string;
  /** Position in the shard, from 0, counting failed pairs too. */
  readonly row: number;
  /** As stored; absent where the dataset has none. */
  readonly caption?: string;
  /** The encoded image's bytes, at most once; absent where the dataset holds no image. */
  readonly image?: () => Promise<Uint8Array>;
  readonly url?: string;
  readonly license?: string;
  /** Why this pair could not be read whole; what could be read is still here. */
  readonly error?: string;
  /** All its captions in stored order, where it has several; `caption` is the first. */
  readonly captions?: readonly string[];
  /** All its images, where it has several; `image` is the first. */
  readonly images?: readonly StoredImage[];
  /** The picture or document that several pairs share, also of other shards and tables of the place: such pairs are no duplicates of each other. */
  readonly sample?: string;
  /** The files it was stored as, byte for byte, in order; absent where pairs are no files of their own. */
  readonly members?: readonly StoredMember[];
  /** Where it was stored as files of a folder: its picture's name, from the dataset's root, and what lies beside it, byte for byte. */
  readonly stored?: {
    readonly picture: string;
    readonly beside: readonly StoredMember[];
    /** The table of its folder that has its row, from the dataset's root. */
    readonly table?: string;
  };
  /** Fields of bytes beside its images, where its row has any: `meta` says only how long they are. */
  readonly blobs?: readonly StoredMember[];
  /** What its classes are called, where its row has but their numbers: `label.name`. */
  readonly classes?: readonly { readonly name: string; readonly text: string }[];
  /** The row that it was stored as, with the table's own types; absent where it was no row. */
  readonly record?: Readonly<Record<string, unknown>>;
  /** The line of text that it was stored as, without its end; absent where it was none. */
  readonly line?: string;
  /** The row of a table beside its archive, or its folder, that speaks of it: where it stands there, its fields with the table's own types, and its line where it has one. */
  readonly tableRow?: {
    readonly row: number;
    readonly record: Readonly<Record<string, unknown>>;
    readonly line?: string;
  };
  /** Every other field that the dataset stores beside the pair. */
  readonly meta: Readonly<Record<string, unknown>>;
}

/** One of a pair's images. */
export interface StoredImage {
  /** Its member's ending or its field: `.second.jpg`, `images[1]`. */
  readonly name: string;
  /** Where its file lies, from the dataset's root, where a table names it. */
  readonly place?: string;
  /** The encoded bytes. */
  bytes(): Promise<Uint8Array>;
}

/** One of the files that a pair was stored as. */
export interface StoredMember {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** The tar inside of its tar that it lies in, where it is in one. */
  readonly within?: string;
}

/** Something wrong with a shard that belongs to no pair: a torn archive, a member with a hostile name. */
export interface Trouble {
  readonly trouble: string;
}

/** Tells a pair from trouble in a shard's stream. */
export function isTrouble(item: Pair | Trouble): item is Trouble {
  return "trouble" in item;
}
