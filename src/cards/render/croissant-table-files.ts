import { cocoLayout } from "./croissant-coco.ts";
import {
  type Described,
  field,
  fileObject,
  type Node,
  pictureSet,
  quotedPattern,
  recordSet,
  ref,
} from "./croissant-nodes.ts";
import { tableFields, tableRecordSets } from "./croissant-tables.ts";
import type { LayoutFile, LayoutPart } from "./layout.ts";

/** Pictures that the reference reader opens from a folder. */
const OPENS = /^image\/(?:jpeg|png|tiff)$/u;

/**
 * Tables, each with the columns that it has; pictures that lie beside are a record set of their own, joined by the name
 * that the table gives them.
 * @param number put behind the ids where there are several parts
 * @returns null where the reference reader cannot read such files
 */
export function tableLayout(part: LayoutPart, number: string): Described | null {
  const { files, columns } = part;
  if (part.format === "coco") return cocoLayout(part, number);
  const formats = files.map((file) => formatOf(part, file));
  if (formats.includes(null) || files.some(({ sha256 }) => sha256 === null)) return null;
  const all = files.reduce((sum, { pairs }) => sum + pairs, 0);
  // JSON is read as a list of values per field, each as long as the others.
  const whole = columns.filter(({ pairs }) => pairs === all || !formats.includes("application/json"));
  const { fields, left } = tableFields(whole);
  const key = columns.find(({ takenFor, type }) => takenFor === "key" && type === "text")?.name ?? null;
  const paths = files.map(({ path }) => path);
  const records = tableRecordSets(`pairs${number}`, paths, fields, { key, left });
  const named = columns.find(({ takenFor, type }) => takenFor === "image" && type === "text")?.name;
  const distribution: Node[] = files.map((file, i) => fileObject(file, formats[i] ?? ""));
  const sets: Node[] = [];
  for (const [i, file] of files.entries()) {
    const id = files.length === 1 ? number : `${number}-${i}`;
    const images = part.apart.filter(({ type }) => type.startsWith("image/"));
    if (images.length > 0) distribution.push(pictureSet(`images${id}`, images, folderOf(file.path)));
    const record = records[i] && byPath(records[i], file);
    const shown = named !== undefined && images.length > 0 && images.every(({ type }) => OPENS.test(type));
    if (shown) sets.push(pictures(id, folderOf(file.path)));
    // The reader does not join what it reads by paths with files.
    const joined = shown && !file.rowsAt?.startsWith("$");
    if (record !== undefined) sets.push(joined ? withPictures(record, named, id) : record);
  }
  return { distribution, recordSet: sets };
}

/** The media type of a table's file; null where the reference reader has none. */
function formatOf({ format }: LayoutPart, { path, rowsAt }: LayoutFile): string | null {
  if (/\.(?:zst|zstd|bz2|xz|lz4)$/iu.test(path)) return null;
  if (format === "parquet" || /\.parquet$/iu.test(path)) return "application/x-parquet";
  if (rowsAt === "lines") return "application/jsonlines";
  if (rowsAt?.startsWith("$")) return "application/json";
  if (rowsAt === "header,") return "text/csv";
  return rowsAt === "header\t" ? "text/tab-separated-values" : null;
}

/** Fields of JSON are found by paths. */
function byPath(record: Node, { rowsAt }: LayoutFile): Node {
  if (!rowsAt?.startsWith("$")) return record;
  const fields = (record["field"] as readonly Node[]).map((one) => {
    const source = one["source"] as { readonly extract: { readonly column: string } };
    return { ...one, source: { ...source, extract: { jsonPath: `${rowsAt}.${source.extract.column}` } } };
  });
  return { ...record, field: fields };
}

function folderOf(path: string): string {
  return path.includes("/") ? path.slice(0, path.lastIndexOf("/") + 1) : "";
}

/** Pictures by their names as the table beside them has them. */
function pictures(id: string, folder: string): Node {
  const set = `pictures${id}`;
  const from = (fileProperty: string) => ({ fileSet: ref(`images${id}`), extract: { fileProperty } });
  const transform = folder === "" ? {} : { transform: { regex: `^${quotedPattern(folder)}(.+)$` } };
  return recordSet(
    set,
    [
      field(`${set}/file`, "sc:Text", { ...from("fullpath"), ...transform }),
      field(`${set}/image`, "sc:ImageObject", from("content")),
    ],
    { key: ref(`${set}/file`) },
  );
}

/** The column that names a picture is joined with it. */
function withPictures(record: Node, column: string, number: string): Node {
  const id = String(record["@id"]);
  const fields = (record["field"] as readonly Node[]).map((one) =>
    one["@id"] === `${id}/${column}` ? { ...one, references: { field: ref(`pictures${number}/file`) } } : one,
  );
  const picture = field(`${id}/picture`, "sc:ImageObject", { field: ref(`pictures${number}/image`) });
  return { ...record, field: [...fields, picture] };
}
