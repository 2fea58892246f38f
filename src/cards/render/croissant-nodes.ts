import type { LayoutFile, LayoutRow } from "./layout.ts";

export type Node = Readonly<Record<string, unknown>>;

/** What a document says of files and of the records in them. */
export interface Described {
  readonly distribution: readonly Node[];
  readonly recordSet: readonly Node[];
}

export const ref = (id: string) => ({ "@id": id });

/** A file with its hash. @param id where it stands more than once, since a reader takes each in one manner alone */
export function fileObject(
  { path, bytes, sha256 }: Pick<LayoutFile, "path" | "bytes" | "sha256">,
  encodingFormat: string,
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

/** Pictures of a folder and below, by their endings. */
export function pictureSet(id: string, images: readonly LayoutRow[], folder: string): Node {
  return fileSet(
    id,
    [...new Set(images.map(({ type }) => type))],
    images.map(({ name }) => `${folder}${name}`),
    [],
  );
}
