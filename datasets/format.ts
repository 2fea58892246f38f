import type { Cuts } from "./cuts.ts";
import type { DatasetMap, MapWish } from "./map.ts";
import type { Answer } from "./mapping/fitting-wish.ts";
import type { Pair, Trouble } from "./pair.ts";

/** A part of a dataset that is read, scored and checkpointed on its own. */
export interface Shard {
  /** Unique in the dataset and safe as a file name: `00000`, `metadata-00003`. */
  readonly name: string;
  /** The files it reads, for people and provenance; relative to the dataset's URI where possible. */
  readonly source: string;
  /** The file that it is, or is a part of, absolute, where it is one: what is written again as it was is read from there. */
  readonly file?: string;
  /** The table beside it that has a row for each of its pairs, absolute. */
  readonly table?: string;
  /** Tables beside the folders of its pictures, absolute, by their names from the dataset's root. */
  readonly tables?: ReadonlyMap<string, string>;
  /** The list of the file that it is of, where that has a name. */
  readonly list?: string;
  /** Names of the members of its JSON file that hold it, the outermost first, where it lies deeper than the outermost object. */
  readonly within?: readonly string[];
  /** Rows of its file that stand before its own, where the file is larger than one shard and is written again as a whole. */
  readonly firstRow?: number;
  /** Id of the format that reads it, as of an opened dataset, which may be of several. */
  readonly format?: string;
  /** Bytes on disk that belong to it, where known cheaply. */
  readonly bytes: number;
  /** Pairs in it, where the format says so without reading them all (Parquet footers). */
  readonly pairs?: number;
  /** Whether its pairs have images, or only their URLs; absent, as the dataset. */
  readonly hasImages?: boolean;
  /** Copies its file to this machine, for who reads it more than once; absent where it lies there. */
  keep?(signal: AbortSignal): Promise<void>;
  /** Its pairs in stored order; of `rows`, where only these are wanted, others may be left out where that saves reading. Bad input becomes `error` fields and {@link Trouble}, never an exception; only an aborted `signal` throws, and a file of another machine that could not be had. */
  read(signal: AbortSignal, rows?: ReadonlySet<number>): AsyncGenerator<Pair | Trouble>;
  /** SHA-256 (hex) of what it holds: of the file's bytes, or of a sorted list of its files' names and hashes. */
  digest(signal: AbortSignal): Promise<string>;
  /** The path of the file that it begins, where its own digest is not of that file: a table in parts, a zip. */
  readonly whole?: string;
  /** Where its rows stand in that file, where a table's do: a JSON path, `lines` of JSON, `header` and what parts the fields. */
  readonly rowsAt?: string;
  /** Zips that it, or the pictures that it names, lie in: said of the first shard that lies so. */
  readonly zips?: ShardZips;
  /** Which of the places it is of, from 0, where a dataset is of several. */
  readonly place?: number;
}

/** Zips of a place, by what to call them and where they lie. */
export interface ShardZips {
  readonly files: readonly { readonly name: string; readonly path: string }[];
  /** A folder in them that is wrapped around everything, and in no name here. */
  readonly top?: string;
  /** The one that holds the shard's own file, where it is one of several. */
  readonly own?: string;
  /** Whether they hold pictures alone, of a table beside them. */
  readonly pictures?: boolean;
}

/** An opened dataset: shards in order. */
export interface Dataset {
  /** As it was named; of another machine pinned, and without what may be a secret. */
  readonly uri: string;
  /** Its places one by one, where they were opened as one. */
  readonly uris?: readonly string[];
  /** A format's id: `webdataset`, `imagefolder`, `parquet`, …; of a place of several those, joined by `+`. */
  readonly format: string;
  /** What its fields are taken for. */
  readonly maps: readonly MappedPart[];
  readonly shards: readonly Shard[];
  /** Whether the dataset holds images or only their URLs. */
  readonly hasImages: boolean;
  /** Whether nothing in it is taken for captions: pictures alone, or pictures with classes. */
  readonly captionless?: true;
  /** Fields stored beside the pairs, where the format declares them. */
  readonly columns: readonly string[];
  /** Whether large files are one shard each, as in versions that did not cut them. */
  readonly wholeFiles?: true;
  /** What of another machine was copied to this one before it is read. */
  readonly copied?: Copied;
  /** What was found wrong or missing while opening. */
  readonly troubles: readonly string[];
  /** Where its large files are cut, for who opens them again. */
  readonly cuts?: Cuts;
}

/** A part of a dataset, and what its fields are taken for. */
export interface MappedPart {
  readonly format: string;
  /** Sources of its shards. */
  readonly files: readonly string[];
  readonly map: DatasetMap;
  /** Whether other files of the format may be no data, so that these must be named. */
  readonly apart?: boolean;
}

/** Which files of a location are a format's own. */
export interface Claims {
  /** Files that hold pairs, or parts of them: tables, archives, pictures, captions. */
  readonly reads: readonly string[];
  /** Files that say something of the others, and hold no pair. */
  readonly beside?: readonly string[];
}

/** What a format finds; `openDataset` makes shard names safe and unique, and puts them in front of the keys. */
export type Opened = Pick<Dataset, "shards" | "hasImages" | "columns"> &
  Partial<Pick<Dataset, "troubles">> & {
    /** Files that it looks at, where only opening tells. */
    readonly claims?: Claims;
    readonly maps?: readonly Omit<MappedPart, "format">[];
    /** How its files answer what is wished of them, also those that it does not read after all. */
    readonly answers?: readonly WishAnswer[];
  };

/** How a file answers what somebody says of its fields. */
export interface WishAnswer extends Answer {
  readonly file: string;
  /** Whether its pairs are read. */
  readonly isRead: boolean;
}

/** What somebody says of a file's fields. */
export type WishFor = (file: string) => MapWish;

/** One way to store a dataset; a format is one file and one line in the registry. */
export interface DatasetFormat {
  readonly id: string;
  /** One line for people: what it reads. */
  readonly about: string;
  /** Whether `location` looks like this format; cheap; it reads what no format before it claims. */
  detect(location: Location): Promise<boolean>;
  /** Which files of a location that it recognises it looks at: the others are named as not read. Absent, all. */
  claims?(location: Location): Promise<Claims>;
  /** Lists the shards; their keys need only be unique in the shard. @throws Error with a one-line message when it cannot. */
  open(location: Location, wishFor?: WishFor): Promise<Opened>;
}

/** How much was copied to this machine. */
export interface Copied {
  readonly files: number;
  readonly bytes: number;
}

/** What a dataset URI names on disk. */
export interface Location {
  readonly uri: string;
  /** Absolute folder that holds all of `files`. */
  readonly root: string;
  /** The files named, or all files below the folder named: relative to `root`, with `/`, sorted, without hidden ones. */
  readonly files: readonly string[];
  /** Hidden files and folders that may be data, which nothing reads; those of tools and systems are not among them. */
  readonly hidden?: readonly string[];
  /** Whether the URI names a folder. */
  readonly isFolder: boolean;
  /** Files that the URI names one by one and that are not there. */
  readonly missing: readonly string[];
  /** Links that lead out of the folder and are not followed; only images among them are in `files`. */
  readonly outside: readonly string[];
  /** Whether links may lead out of the folder, since somebody asked for it. */
  readonly followLinks: boolean;
  /** What of another machine was copied to this one before it is read. */
  readonly copied?: Copied;
  /** Whether large files are to be one shard each, as in versions that did not cut them. */
  readonly wholeFiles?: boolean;
  /** Tars of nothing but pictures, which tables beside them name: they stand for the folders that they unpack to. */
  readonly pictureTars?: readonly string[];
  /** Whether formats asked before read some of its files, which are in `files` no more. */
  readonly shared?: boolean;
}
