import { type Described, fileObject, type Node, ref } from "./croissant-nodes.ts";
import type { LayoutFile, LayoutPart, WholeFile } from "./layout.ts";

/** Kinds of packing by ending, with the media type where one is registered. */
const PACKED: Readonly<Record<string, string>> = {
  zst: "application/zstd",
  zstd: "application/zstd",
  bz2: "application/x-bzip2",
  xz: "application/x-xz",
};

/** A table's file in a document, and where its fields are from. */
export interface PlacedTable {
  readonly nodes: readonly Node[];
  readonly source: Node;
}

/** The media type of what a table's file is packed with; gzip is seen through by every reader. */
export function packingOf(path: string): string | undefined {
  return PACKED[/\.([a-z0-9]+)$/iu.exec(path)?.[1]?.toLowerCase() ?? ""];
}

/**
 * A table's file, or what of a zip is such a table.
 * @param id where it stands more than once, since a reader takes each in one manner alone
 */
export function placedTable(file: LayoutFile, format: string, id = file.path): PlacedTable {
  const { zip, path, inner } = file;
  const packing = packingOf(path);
  const formats = packing === undefined ? [format] : [format, packing];
  if (zip === undefined)
    return {
      nodes: [fileObject(file, formats.length === 1 ? format : formats, id)],
      source: { fileObject: ref(id) },
    };
  const inside = {
    "@type": "cr:FileObject",
    "@id": id,
    name: id,
    contentUrl: inner ?? path,
    containedIn: ref(zip.path),
    encodingFormat: formats.length === 1 ? format : formats,
  };
  return { nodes: [fileObject(zip, archiveType(zip)), inside], source: { fileObject: ref(id) } };
}

/** The media type of archives that are read as the folders that they unpack to. */
export function archiveType(...archives: readonly WholeFile[]): string {
  return archives.every(({ path }) => /\.zip$/iu.test(path)) ? "application/zip" : "application/x-tar";
}

/** Zips with a table's pictures: its own, unless it is one of several that are one folder. */
export function archivesOf({ zips }: LayoutPart, { path, zip }: LayoutFile): readonly WholeFile[] {
  return zip !== undefined && path.startsWith(`${zip.path}/`) ? [zip] : zips;
}

/** Files with their hashes, without a word of the records in them. @param why what a reader lacks */
export function filesAlone({ files, number, zips }: LayoutPart, why: string): Described {
  const named = [...files.map((file) => file.zip ?? file), ...zips].filter(({ path }) => !path.endsWith("."));
  const known = new Map(named.map((file) => [file.path, file]));
  return {
    distribution: [...known.values()].flatMap((file) =>
      file.sha256 === null ? [] : [fileObject(file, mediaTypeOf(file.path))],
    ),
    recordSet: [],
    limits: [`${namesOf(files, number)} named, and no record of it described: ${why}`],
  };
}

/** Files by name, at most one and how many others. */
export function namesOf(files: readonly LayoutFile[], part: number): string {
  const [first, ...more] = files;
  const name = first === undefined || first.path === "." ? `the files of part ${part}` : `"${first.path}"`;
  return more.length === 0 ? `${name} is` : `${name} and ${more.length} other files are`;
}

/** Media types of files of which no record is described: the registered one, else the page of the format. */
function mediaTypeOf(path: string): string {
  const ending = /\.([a-z0-9]+)(?:\.(?:gz|zst|zstd|bz2|xz))?$/iu.exec(path)?.[1]?.toLowerCase() ?? "";
  const known: Readonly<Record<string, string>> = {
    tfrecord: "https://www.tensorflow.org/tutorials/load_data/tfrecord",
    tfrecords: "https://www.tensorflow.org/tutorials/load_data/tfrecord",
    zip: "application/zip",
    tar: "application/x-tar",
    csv: "text/csv",
    tsv: "text/tab-separated-values",
    json: "application/json",
    jsonl: "application/jsonlines",
    parquet: "application/x-parquet",
    txt: "text/plain",
  };
  return known[ending] ?? "application/octet-stream";
}
