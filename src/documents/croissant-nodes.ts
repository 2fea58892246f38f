import type { LayoutRow, WholeFile } from "./layout.ts";
import { literalGlob } from "./literal-glob.ts";

export type Node = Readonly<Record<string, unknown>>;

/** What a document says of files and of the records in them. */
export interface Described {
  readonly distribution: readonly Node[];
  readonly recordSet: readonly Node[];
  /** What of it no document says, or the reference reader does not read: a sentence each, which begins with a name. */
  readonly limits?: readonly string[];
}

export const ref = (id: string) => ({ "@id": id });

/** A file with its hash. @param id where it stands more than once, since a reader takes each in one manner alone */
export function fileObject(
  { path, bytes, sha256 }: WholeFile,
  encodingFormat: string | readonly string[],
  id = path,
): Node {
  return {
    "@type": "cr:FileObject",
    "@id": id,
    name: id,
    contentUrl: path,
    contentSize: `${bytes} B`,
    encodingFormat,
    sha256,
  };
}

/** Files by their endings, in archives or, without any, beside the document. */
export function fileSet(
  id: string,
  kinds: readonly string[],
  includes: readonly string[],
  containedIn: readonly string[],
): Node {
  const one = <T>(all: readonly T[]) => (all.length === 1 ? all[0] : all);
  return {
    "@type": "cr:FileSet",
    "@id": id,
    name: id,
    ...(containedIn.length === 0 ? {} : { containedIn: containedIn.map(ref) }),
    encodingFormat: one(kinds),
    includes: one(includes),
  };
}

/** A field, by its id, and where it is from. */
export function field(id: string, dataType: string, source: Node, more: Node = {}): Node {
  return { "@type": "cr:Field", "@id": id, name: id, dataType, source, ...more };
}

export function recordSet(id: string, fields: readonly Node[], more: Node = {}): Node {
  return { "@type": "cr:RecordSet", "@id": id, name: id, ...more, field: fields };
}

/** A text as it stands in a regular expression. */
export function quotedPattern(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/gu, "\\$&");
}

/** Pictures of a folder and below, or of archives, by their endings. */
export function pictureSet(
  id: string,
  images: readonly LayoutRow[],
  folder: string,
  archives: readonly string[] = [],
): Node {
  return fileSet(
    id,
    [...new Set(images.map(({ type }) => type))],
    images.map(({ name }) => `${literalGlob(folder)}${name}`),
    archives,
  );
}

/** Pictures that the reference reader opens from a folder; from an archive it takes any bytes. */
const OPENS = /^image\/(?:jpeg|png|tiff)$/u;

/** Media types that the reference reader opens in no folder. */
export function unopened(images: readonly { readonly type: string }[]): readonly string[] {
  return [...new Set(images.map(({ type }) => type))].filter((type) => !OPENS.test(type));
}

/** Each node once: a zip of several tables. */
export function once(nodes: readonly Node[]): readonly Node[] {
  return [...new Map(nodes.map((node) => [node["@id"], node])).values()];
}
