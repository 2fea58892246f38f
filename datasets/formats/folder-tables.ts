import { dirname, join, posix } from "node:path";
import type { Location } from "../format.ts";
import { matchSidecar, type SidecarMatch, type SidecarRow, tableBeside } from "./sidecar.ts";

type Fields = Readonly<Record<string, unknown>>;

/** Img2dataset's table of a folder of files. */
export interface FolderTable {
  readonly file: string;
  /** The folder's first picture, with which what is wrong with the table is said. */
  readonly first: string;
}

/** The tables that lie beside folders of pictures, by those. */
export function tablesOf(
  { files }: Pick<Location, "files">,
  pictures: readonly string[],
): ReadonlyMap<string, FolderTable> {
  const firsts = new Map<string, string>();
  for (const name of pictures) if (!firsts.has(dirname(name))) firsts.set(dirname(name), name);
  const tables = files.filter((file) => /\.parquet$/u.test(file) && firsts.has(file.slice(0, -8)));
  return new Map(
    tables.map((file) => [file.slice(0, -8), { file, first: firsts.get(file.slice(0, -8)) ?? "" }]),
  );
}

/** What a table says of a picture, and what is wrong with the table, once. */
interface TableRow {
  readonly known?: SidecarRow;
  readonly trouble?: string;
}

/** Finds rows by the pictures' names, as img2dataset calls them; one folder's table is held at a time. */
export function tableRows({
  root,
  followLinks,
  tables,
}: Pick<Location, "root" | "followLinks"> & { readonly tables: ReadonlyMap<string, FolderTable> }): (
  picture: string,
) => Promise<TableRow> {
  let open: { readonly folder: string; readonly match?: SidecarMatch; readonly trouble?: string } | undefined;
  return async (picture) => {
    const folder = dirname(picture);
    const table = tables.get(folder);
    if (table === undefined) return {};
    if (open?.folder !== folder) {
      const sidecar = await tableBeside(join(root, table.file), { root, followLinks }, "files");
      const { trouble } = sidecar ?? {};
      open = {
        folder,
        ...(sidecar && { match: matchSidecar(sidecar, folder, undefined) }),
        ...(trouble !== undefined && { trouble }),
      };
    }
    const stem = posix.basename(picture).replace(/\.[^.]+$/u, "");
    const known = open.match?.of(stem);
    return {
      ...(known && { known }),
      ...(open.trouble !== undefined && table.first === picture && { trouble: open.trouble }),
    };
  };
}

/** What a table says of a pair that its own files do not; `undefined` where that is nothing. */
export function lackingFields(known: Fields = {}, own: Fields): Fields | undefined {
  const lacking = Object.entries(known).filter(
    ([name, value]) => value !== null && value !== undefined && !Object.hasOwn(own, name),
  );
  // What it says of a caption is the text beside the picture.
  const told = new Set<unknown>([own[".txt"], own[".caption"]].filter((text) => text !== undefined));
  const more = lacking.filter(([, value]) => !told.has(value));
  return more.length === 0 ? undefined : Object.fromEntries(more);
}
