import { cocoLayout } from "./croissant-coco.ts";
import { archivesOf, archiveType, filesAlone, namesOf, packingOf, placedTable } from "./croissant-files.ts";
import { linesLayout } from "./croissant-lines.ts";
import {
  type Described,
  field,
  fileObject,
  type Node,
  once,
  pictureSet,
  quotedPattern,
  recordSet,
  ref,
  unopened,
} from "./croissant-nodes.ts";
import { MOST_FILES, tableFields, tableRecordSets } from "./croissant-tables.ts";
import type { LayoutFile, LayoutPart } from "./layout.ts";

/** Arrow as it is registered: a file of batches with a footer, or a stream of them, which has the same ending. */
const ARROW = "application/vnd.apache.arrow.file";

/**
 * Tables, each with the columns that it has; pictures that lie beside are a record set of their own, joined by the name
 * that the table gives them. Of those that no field can describe the files alone.
 * @param number put behind the ids where there are several parts
 */
export function tableLayout(part: LayoutPart, number: string): Described {
  const { files, columns } = part;
  const why = whyNot(part);
  if (why !== null) return filesAlone(part, why);
  if (part.format === "coco") return cocoLayout(part, number);
  if (isLines(part)) return linesLayout(part, number);
  const formats = files.map((file) => formatOf(part, file) ?? "");
  const all = files.reduce((sum, { pairs }) => sum + pairs, 0);
  // JSON is read as a list of values per field, each as long as the others.
  const whole = columns.filter(({ pairs }) => pairs === all || !formats.includes("application/json"));
  const { fields, left } = tableFields(whole);
  const key = columns.find(({ takenFor, type }) => takenFor === "key" && type === "text")?.name ?? null;
  const placed = files.map((file, i) => placedTable(file, formats[i] ?? ""));
  const sources = placed.map(({ source }) => source);
  const records = tableRecordSets(`pairs${number}`, sources, fields, { key, left });
  const named = columns.find(({ takenFor, type }) => takenFor === "image" && type === "text")?.name;
  const distribution: Node[] = placed.flatMap(({ nodes }) => nodes);
  const sets: Node[] = [];
  const images = part.apart.filter(({ type }) => type.startsWith("image/"));
  const unread = new Set<string>();
  for (const [i, file] of files.entries()) {
    const id = files.length === 1 ? number : `${number}-${i}`;
    const folder = part.zips.length === 0 ? folderOf(file.path) : "";
    const archives = archivesOf(part, file);
    if (images.length > 0)
      distribution.push(
        ...archives.map((zip) => fileObject(zip, archiveType(zip))),
        pictureSet(
          `images${id}`,
          images,
          folder,
          archives.map(({ path }) => path),
        ),
      );
    const record = records[i] && byPath(records[i], file);
    // A picture may be called otherwise in a zip than its table calls it.
    const shown = named !== undefined && images.length > 0 && part.zips.length === 0;
    if (shown) for (const type of unopened(images)) unread.add(type);
    const opens = shown && unopened(images).length === 0;
    if (opens) sets.push(pictures(id, folder));
    // The reader does not join what it reads by paths with files.
    const joined = opens && !file.rowsAt?.startsWith("$");
    if (record !== undefined) sets.push(joined ? withPictures(record, named, id) : record);
  }
  return { distribution: once(distribution), recordSet: sets, limits: unreadOf(part, formats, unread) };
}

/** Why no record of such files can be described; null where it can. */
function whyNot(part: LayoutPart): string | null {
  const { format, files } = part;
  if (files.some((file) => (file.zip ?? file).sha256 === null))
    return "the run has no hash of the whole file, which Croissant wants";
  if (format === "tfrecord")
    return "Croissant takes values out of columns, JSON and files, and a feature of tf.train.Example is none of these";
  if (files.length > MOST_FILES)
    return `it takes one record set per loose file, and those of more than ${MOST_FILES} are left out`;
  if (format === "coco" || isLines(part)) return null;
  if (files.every((file) => formatOf(part, file) !== null)) return null;
  if (format === "json")
    return "Croissant's paths find rows in lists of objects alone, and these stand otherwise";
  const other = files.flatMap(({ rowsAt }) => /^beside (.+)$/su.exec(rowsAt ?? "")?.[1] ?? [])[0];
  if (other !== undefined)
    return `each row is a line of it and the same line of "${other}" beside it, which Croissant has no words for, and that text stands in no distribution here`;
  const mark = /^header(.)$/u.exec(files.find(({ rowsAt }) => rowsAt !== null)?.rowsAt ?? "")?.[1];
  return mark === undefined
    ? "Croissant knows a column by its name alone, and these have none in UTF-8"
    : `Croissant knows fields that commas or tabs part, and here it is "${mark}"`;
}

function isLines({ files }: LayoutPart): boolean {
  return files.every(({ rowsAt }) => /^lines\W/u.test(rowsAt ?? ""));
}

/** The media type of a table's file; null where there is none that says how its rows stand. */
function formatOf({ format }: LayoutPart, { path, rowsAt }: LayoutFile): string | null {
  if (format === "arrow") return ARROW;
  if (format === "parquet" || /\.parquet$/iu.test(path)) return "application/x-parquet";
  if (rowsAt === "lines") return "application/jsonlines";
  if (rowsAt?.startsWith("$")) return "application/json";
  if (rowsAt === "header,") return "text/csv";
  return rowsAt === "header\t" ? "text/tab-separated-values" : null;
}

/** What the reference reader does not read of what is described. */
function unreadOf(
  { files, number, format }: LayoutPart,
  formats: readonly string[],
  pictureTypes: ReadonlySet<string>,
): readonly string[] {
  const called = namesOf(files, number);
  const packings = [...new Set(files.flatMap(({ path }) => packingOf(path) ?? []))];
  return [
    ...(formats.includes(ARROW)
      ? [`${called} described, for other readers than mlcroissant, which has none of Arrow`]
      : []),
    ...(packings.length === 0
      ? []
      : [`${called} packed as ${packings.join(" and ")}, which mlcroissant does not unpack`]),
    ...(pictureTypes.size === 0
      ? []
      : [
          `${called} described without pictures: mlcroissant opens no ${[...pictureTypes].join(" or ")} beside a ${format} table`,
        ]),
  ];
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
