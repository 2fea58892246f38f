import { archivesOf, archiveType, placedTable } from "./croissant-files.ts";
import {
  type Described,
  field,
  fileObject,
  type Node,
  once,
  pictureSet,
  recordSet,
} from "./croissant-nodes.ts";
import { typeOf } from "./croissant-tables.ts";
import type { LayoutPart, LayoutRow } from "./layout.ts";

/** The id by which an annotation names its picture: it is in every such file, and of no pair's record. */
const ID: LayoutRow = { name: "images.id", type: "integer", takenFor: "–", pairs: 0 };

/** Captions and pictures' names are two lists of one file, which the reader takes as two files; pictures lie beside. */
export function cocoLayout(part: LayoutPart, number: string): Described {
  const { files, columns, apart } = part;
  const distribution: Node[] = [];
  const sets: Node[] = [];
  const all = files.reduce((sum, { pairs }) => sum + pairs, 0);
  // A list of values per field must be as long as the others.
  const of = (pattern: RegExp) => columns.filter(({ name, pairs }) => pattern.test(name) && pairs === all);
  for (const [i, file] of files.entries()) {
    const id = files.length === 1 ? number : `${number}-${i}`;
    const captions = placedTable(file, "application/json");
    const named = placedTable(file, "application/json", `${file.path}/images`);
    distribution.push(...captions.nodes, ...named.nodes);
    sets.push(
      list(`images${id}`, named.source, "images", [
        ID,
        ...columns.filter(({ name }) => name === "images.file_name"),
      ]),
      list(`pairs${id}`, captions.source, "annotations", of(/^(?:id|image_id|caption)$/u)),
    );
  }
  const images = apart.filter(({ type }) => type.startsWith("image/"));
  const archives = once(
    files.flatMap((file) => archivesOf(part, file)).map((zip) => fileObject(zip, archiveType(zip))),
  );
  if (images.length > 0)
    distribution.push(
      ...archives,
      pictureSet(
        `pictures${number}`,
        images,
        "",
        archives.map((zip) => String(zip["@id"])),
      ),
    );
  return { distribution: once(distribution), recordSet: sets };
}

function list(set: string, source: Node, rows: string, columns: readonly LayoutRow[]): Node {
  const fields = columns.flatMap(({ name, type }) => {
    const dataType = typeOf(type);
    const own = name.replace(/^images\./u, "");
    if (dataType === undefined) return [];
    const from = { ...source, extract: { jsonPath: `$.${rows}[*].${own}` } };
    return [field(`${set}/${own}`, dataType, from)];
  });
  return recordSet(set, fields);
}
