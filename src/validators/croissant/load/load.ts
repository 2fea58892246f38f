import { existsSync } from "node:fs";
import { join } from "node:path";
import { unpackedTables } from "../../../../datasets/index.ts";
import { oneLine } from "../../../process/errors.ts";
import { isObject, listed } from "../../json-path.ts";
import { readDocument } from "../document.ts";
import type { CroissantDocument, CroissantNode } from "../node.ts";
import { type LoadedFiles, loadFiles } from "./files.ts";
import { loadTable } from "./table.ts";

/** A record set as a reader would find it. */
export interface LoadedSet {
  readonly id: string;
  /** Null where it cannot be read. */
  readonly records: number | null;
  /** Why it cannot be read. */
  readonly problem?: string;
  /** Why the reference reader fails on it, where what is said of it is right all the same. */
  readonly unread?: string;
}

/** What a document gives who loads the files beside it. */
export interface LoadedDocument {
  readonly sets: readonly LoadedSet[];
  /** Files that are not as they are said to be. */
  readonly problems: readonly string[];
  /** Paths from the folder that a file or a set of the document is of. */
  readonly covered: ReadonlySet<string>;
}

/**
 * Counts the records of every record set of a Croissant document as the reference reader would load them from the files
 * below a folder, without reading pictures.
 * @param opened whether the archive or table at a path from the folder is opened; records of others are not counted
 * @throws SyntaxError where the text is no JSON; the signal's reason once it is aborted
 */
export async function loadCroissant(
  text: string,
  folder: string,
  signal: AbortSignal,
  opened: (path: string) => boolean = () => true,
): Promise<LoadedDocument> {
  const raw: unknown = JSON.parse(text);
  const document = readDocument(text, isObject(raw) ? raw : {});
  const files = await loadFiles(document, folder, signal, opened);
  const sets: LoadedSet[] = [];
  for (const node of document.nodes)
    if (node.kind === "RecordSet") {
      signal.throwIfAborted();
      sets.push(await loadSet(document, node, files, { folder, opened }));
    }
  return { sets, problems: files.problems, covered: files.covered };
}

/** Where the files are, and which of them are opened. */
interface Opened {
  readonly folder: string;
  readonly opened: (path: string) => boolean;
}

async function loadSet(
  document: CroissantDocument,
  set: CroissantNode,
  files: LoadedFiles,
  at: Opened,
): Promise<LoadedSet> {
  const id = set.id ?? set.path;
  const inline = set.props["data"];
  if (Array.isArray(inline)) return { id, records: inline.length };
  try {
    return { id, ...(await countOf(document, set, files, at)) };
  } catch (cause) {
    return { id, records: null, problem: oneLine(cause) };
  }
}

/** Media types that the reference reader opens as pictures or texts. */
const OPENED = /^(?:image\/(?:jpeg|png|tiff)|text\/plain|application\/json)$/u;

/** A field of a record set: where its values are from, and how. */
interface From {
  readonly field: CroissantNode;
  readonly role: "fileObject" | "fileSet" | "other";
  readonly target: string;
  readonly extract: Readonly<Record<string, unknown>>;
  readonly regex: string | undefined;
}

async function countOf(
  document: CroissantDocument,
  set: CroissantNode,
  files: LoadedFiles,
  at: Opened,
): Promise<Pick<LoadedSet, "records" | "unread">> {
  const fields = document.nodes.filter(({ kind, parent }) => kind === "Field" && parent === set);
  const from = fields.flatMap((field) => fromOf(document, field, "source"));
  const own = from.filter(({ role }) => role !== "other");
  const [first, ...more] = [...new Set(own.map(({ target }) => target))];
  if (first === undefined) throw new Error("no field has a source among the files");
  if (more.length > 0)
    throw new Error(`its fields are of ${more.length + 1} files: ${[first, ...more].join(", ")}`);
  if (files.passed.has(first)) return { records: 0 };
  const isTable = own.some(({ extract }) => isOfTable(extract));
  const read = isTable
    ? await rowsOf(document, own, files, at, first)
    : { records: filesIn(files, first).length, ...unreadSet(document, first, files) };
  const joined = fields.flatMap((field) =>
    fromOf(document, field, "references").map((right) => ({ field, right })),
  );
  for (const { field, right } of joined) checkJoin(document, right, files, field);
  return read;
}

/** Whether it takes values out of what a file holds, row by row. */
function isOfTable(extract: From["extract"]): boolean {
  return "column" in extract || "jsonPath" in extract || extract["fileProperty"] === "lines";
}

/** Pictures of a folder are opened by their media types, archives unpacked by theirs. */
function unreadSet(document: CroissantDocument, id: string, files: LoadedFiles): Pick<LoadedSet, "unread"> {
  const unread = files.unread.get(id);
  if (unread !== undefined) return { unread };
  const node = document.nodes.find((one) => one.kind === "FileSet" && one.id === id);
  const types = listed(node?.props["encodingFormat"]).map(String);
  const known = "containedIn" in (node?.props ?? {}) || types.some((type) => OPENED.test(type));
  return known ? {} : { unread: `it opens no ${types.join(" or ")} of a folder` };
}

function filesIn({ sets }: LoadedFiles, id: string): readonly string[] {
  const files = sets.get(id);
  if (files === undefined) throw new Error(`"${id}" is no set of files`);
  if (files.length === 0) throw new Error(`"${id}" has no file`);
  return files;
}

async function rowsOf(
  document: CroissantDocument,
  own: readonly From[],
  files: LoadedFiles,
  { folder, opened }: Opened,
  id: string,
): Promise<Pick<LoadedSet, "records" | "unread">> {
  const node = document.nodes.find(
    ({ kind, id: of }) => /^File(?:Object|Set)$/u.test(kind ?? "") && of === id,
  );
  const places = await placesOf(files, folder, id, opened);
  const formats = listed(node?.props["encodingFormat"]).map(String);
  const wanted = own
    .filter(({ extract }) => "column" in extract || "jsonPath" in extract)
    .map(({ extract }) => String(extract["column"] ?? extract["jsonPath"]));
  let records = 0;
  let unread: string | undefined;
  for (const { path, name } of places) {
    const table = await loadTable(path, formats, wanted);
    if (table === null) throw new Error(`"${name}" is no table that a reader knows (${formats.join(", ")})`);
    const lacking = wanted.filter((column) => !table.columns.has(column));
    if (lacking.length > 0) throw new Error(`"${name}" has no ${lacking.join(", ")}`);
    records += table.rows;
    unread ??= table.unread === undefined ? undefined : `${name}: ${table.unread}`;
  }
  return { records, ...(unread === undefined ? {} : { unread }) };
}

interface TablePlace {
  readonly path: string;
  /** As the document names it. */
  readonly name: string;
}

/** A file beside the document, of an archive as long as the process runs, or the files of a set. */
async function placesOf(
  files: LoadedFiles,
  folder: string,
  id: string,
  opened: Opened["opened"],
): Promise<readonly TablePlace[]> {
  const own = files.objects.get(id);
  if (own !== undefined) return opened(own) ? [{ path: join(folder, own), name: own }] : [];
  const inside = files.inside.get(id);
  if (inside !== undefined) {
    if (!opened(inside.archive)) return [];
    const root = await unpackedTables(join(folder, inside.archive));
    const path = join(root, inside.name);
    if (!existsSync(path)) throw new Error(`"${inside.archive}" has no table "${inside.name}"`);
    return [{ path, name: id }];
  }
  if (!files.sets.has(id)) throw new Error(`"${id}" is not there, or not as it is said to be`);
  return filesIn(files, id)
    .filter(opened)
    .map((name) => ({ path: join(folder, name), name }));
}

/** Names that come more than once on the right would give a record for each. */
function checkJoin(document: CroissantDocument, right: From, files: LoadedFiles, field: CroissantNode): void {
  const target = document.nodes.find(({ kind, id }) => kind === "Field" && id === right.target);
  const [source] = target === undefined ? [] : fromOf(document, target, "source");
  if (source?.role !== "fileSet" || files.passed.has(source.target)) return;
  const keys = filesIn(files, source.target).map((name) => keyOf(name, source));
  const seen = new Set<string>();
  const twice = keys.find((key) => seen.size === seen.add(key).size);
  if (twice !== undefined)
    throw new Error(`"${field.id}" is joined by names that come more than once, as "${twice}"`);
}

function keyOf(name: string, { extract, regex }: From): string {
  const text = extract["fileProperty"] === "filename" ? name.slice(name.lastIndexOf("/") + 1) : name;
  return regex === undefined ? text : (new RegExp(regex, "u").exec(text)?.[1] ?? text);
}

function fromOf(document: CroissantDocument, field: CroissantNode, role: string): readonly From[] {
  const node = document.nodes.find((one) => one.parent === field && one.role === role);
  if (node === undefined) return [];
  const found = document.references.find(
    ({ from, role: by }) => from === node && /^(?:fileObject|fileSet|field|recordSet)$/u.test(by),
  );
  if (found === undefined) return [];
  const extract = node.props["extract"];
  const transform = listed(node.props["transform"]).find(
    (one) => isObject(one) && typeof one["regex"] === "string",
  );
  return [
    {
      field,
      role: found.role === "fileObject" || found.role === "fileSet" ? found.role : "other",
      target: found.target,
      extract: isObject(extract) ? extract : {},
      regex: isObject(transform) ? String(transform["regex"]) : undefined,
    },
  ];
}
