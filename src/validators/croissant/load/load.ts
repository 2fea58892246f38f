import { join } from "node:path";
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
 * @throws SyntaxError where the text is no JSON; the signal's reason once it is aborted
 */
export async function loadCroissant(
  text: string,
  folder: string,
  signal: AbortSignal,
): Promise<LoadedDocument> {
  const raw: unknown = JSON.parse(text);
  const document = readDocument(text, isObject(raw) ? raw : {});
  const files = await loadFiles(document, folder, signal);
  const sets: LoadedSet[] = [];
  for (const node of document.nodes)
    if (node.kind === "RecordSet") {
      signal.throwIfAborted();
      sets.push(await loadSet(document, node, files, folder));
    }
  return { sets, problems: files.problems, covered: files.covered };
}

async function loadSet(
  document: CroissantDocument,
  set: CroissantNode,
  files: LoadedFiles,
  folder: string,
): Promise<LoadedSet> {
  const id = set.id ?? set.path;
  const inline = set.props["data"];
  if (Array.isArray(inline)) return { id, records: inline.length };
  try {
    return { id, records: await countOf(document, set, files, folder) };
  } catch (cause) {
    return { id, records: null, problem: oneLine(cause) };
  }
}

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
  folder: string,
): Promise<number> {
  const fields = document.nodes.filter(({ kind, parent }) => kind === "Field" && parent === set);
  const from = fields.flatMap((field) => fromOf(document, field, "source"));
  const own = from.filter(({ role }) => role !== "other");
  const [first, ...more] = [...new Set(own.map(({ target }) => target))];
  if (first === undefined) throw new Error("no field has a source among the files");
  if (more.length > 0)
    throw new Error(`its fields are of ${more.length + 1} files: ${[first, ...more].join(", ")}`);
  const [one] = own;
  const count =
    one?.role === "fileSet"
      ? filesIn(files, first).length
      : await rowsOf(document, own, files, folder, first);
  const joined = fields.flatMap((field) =>
    fromOf(document, field, "references").map((right) => ({ field, right })),
  );
  for (const { field, right } of joined) checkJoin(document, right, files, field);
  return count;
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
  folder: string,
  id: string,
): Promise<number> {
  const path = files.objects.get(id);
  if (path === undefined) throw new Error(`"${id}" is not there, or not as it is said to be`);
  const node = document.nodes.find((one) => one.kind === "FileObject" && one.id === id);
  const wanted = own.map(({ extract }) => String(extract["column"] ?? extract["jsonPath"] ?? ""));
  const formats = listed(node?.props["encodingFormat"]).map(String);
  const table = await loadTable(join(folder, path), formats, wanted);
  if (table === null) throw new Error(`"${path}" is no table that a reader knows (${formats.join(", ")})`);
  const lacking = wanted.filter((name) => !table.columns.has(name));
  if (lacking.length > 0) throw new Error(`"${path}" has no ${lacking.join(", ")}`);
  return table.rows;
}

/** Names that come more than once on the right would give a record for each. */
function checkJoin(document: CroissantDocument, right: From, files: LoadedFiles, field: CroissantNode): void {
  const target = document.nodes.find(({ kind, id }) => kind === "Field" && id === right.target);
  const [source] = target === undefined ? [] : fromOf(document, target, "source");
  if (source?.role !== "fileSet") return;
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
