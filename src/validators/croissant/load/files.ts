import { readdirSync, statSync } from "node:fs";
import { join, normalize, posix } from "node:path";
import { archiveNames } from "../../../../datasets/index.ts";
import { oneLine } from "../../../process/errors.ts";
import { globShape } from "../../glob-shape.ts";
import { listed } from "../../json-path.ts";
import type { CroissantDocument, CroissantNode } from "../node.ts";

/** What of a document's files is where it says. */
export interface LoadedFiles {
  /** Paths from the folder, by the id of the file. */
  readonly objects: ReadonlyMap<string, string>;
  /** Files in archives, by their id: the archive's path, and their name in it. */
  readonly inside: ReadonlyMap<string, { readonly archive: string; readonly name: string }>;
  /** Names inside archives, or paths from the folder, by the id of the set; a name of each archive. */
  readonly sets: ReadonlyMap<string, readonly string[]>;
  /** Files of the folder that something names. */
  readonly covered: ReadonlySet<string>;
  /** Why something cannot be loaded. */
  readonly problems: readonly string[];
  /** Why the reference reader cannot unpack what holds a set, by the id of the set. */
  readonly unread: ReadonlyMap<string, string>;
  /** Sets of which no archive was to be opened. */
  readonly passed: ReadonlySet<string>;
}

/**
 * Looks for every file that a document names below a folder.
 * @param opened whether the file at a path from the folder is opened; others are looked for all the same
 * @throws the signal's reason once it is aborted
 */
export async function loadFiles(
  document: CroissantDocument,
  folder: string,
  signal: AbortSignal,
  opened: (path: string) => boolean,
): Promise<LoadedFiles> {
  const problems: string[] = [];
  const objects = new Map<string, string>();
  const covered = new Set<string>();
  const nodes = document.nodes.filter(({ role }) => role === "distribution");
  for (const node of nodes) {
    if (node.kind !== "FileObject" || "containedIn" in node.props) continue;
    const path = pathOf(node);
    const problem = path === null ? "it is not beside the document" : wrongFile(join(folder, path), node);
    if (problem !== null || path === null) problems.push(`${node.id}: ${problem}`);
    else {
      objects.set(node.id ?? path, path);
      covered.add(path);
    }
  }
  const inside = new Map<string, { readonly archive: string; readonly name: string }>();
  for (const node of nodes) {
    if (node.kind !== "FileObject") continue;
    const name = pathOf(node);
    const [archive] = targetsOf(document, node).flatMap((id) => objects.get(id) ?? []);
    if (name !== null && archive !== undefined) inside.set(node.id ?? name, { archive, name });
  }
  const sets = new Map<string, readonly string[]>();
  const unread = new Map<string, string>();
  const passed = new Set<string>();
  const below = filesBelow(folder);
  for (const node of nodes) {
    if (node.kind !== "FileSet") continue;
    const isOf = matcher(listed(node.props["includes"]).map(String));
    const archives = targetsOf(document, node);
    if (archives.length === 0) {
      const files = below.filter(isOf);
      for (const file of files) covered.add(file);
      sets.set(node.id ?? "", files);
    } else {
      const names: string[] = [];
      for (const archive of archives) {
        const path = objects.get(archive);
        if (path === undefined || !opened(path)) continue;
        if (/\.(?:zst|zstd)$/iu.test(path)) unread.set(node.id ?? "", `${path}: it does not unpack zstd`);
        try {
          for (const name of await archiveNames(join(folder, path), signal)) if (isOf(name)) names.push(name);
        } catch (cause) {
          signal.throwIfAborted();
          problems.push(`${archive}: ${oneLine(cause)}`);
        }
      }
      sets.set(node.id ?? "", names);
      const there = archives.flatMap((id) => objects.get(id) ?? []);
      if (there.length > 0 && !there.some(opened)) passed.add(node.id ?? "");
    }
    if (sets.get(node.id ?? "")?.length === 0 && !passed.has(node.id ?? ""))
      problems.push(`${node.id}: no file is of "${String(node.props["includes"])}"`);
  }
  return { objects, inside, sets, covered, problems, unread, passed };
}

/** A path from the folder; null for an address, or a path that leads out. */
function pathOf({ props }: CroissantNode): string | null {
  const url = props["contentUrl"];
  if (typeof url !== "string" || /^[a-z][a-z0-9+.-]*:/iu.test(url)) return null;
  const path = posix.normalize(url);
  return path.startsWith("../") || path.startsWith("/") ? null : path;
}

function wrongFile(path: string, { props }: CroissantNode): string | null {
  const size = statSync(path, { throwIfNoEntry: false })?.size;
  if (size === undefined) return `there is no file "${props["contentUrl"]}"`;
  const said = /^(\d+) B$/u.exec(String(props["contentSize"] ?? ""))?.[1];
  return said !== undefined && Number(said) !== size ? `wanted ${said} bytes, got ${size}` : null;
}

function targetsOf({ references }: CroissantDocument, node: CroissantNode): readonly string[] {
  return references
    .filter(({ from, role }) => from === node && role === "containedIn")
    .map(({ target }) => target);
}

/** All files of a folder, without hidden ones, by `/`. */
export function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => normalize(join(entry.parentPath, entry.name)).slice(normalize(`${folder}/`).length))
    .map((path) => path.replaceAll("\\", "/"))
    .filter((path) => !path.split("/").some((part) => part.startsWith(".")))
    .sort();
}

/** Patterns as Python's fnmatch reads them, which is what the reference reader does: a star is of slashes, too. */
function matcher(globs: readonly string[]): (name: string) => boolean {
  const shapes = globs.map((glob) =>
    globShape(glob, (mark) => (mark === "?" ? "." : mark.replace(/\*+/u, ".*"))),
  );
  return (name) => shapes.some((shape) => shape.test(name));
}
