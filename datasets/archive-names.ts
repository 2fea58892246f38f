import { readMembers } from "./formats/tar-members.ts";
import { mountZips, openArchive } from "./zip/mount.ts";

/**
 * The names of an archive's files, as whoever unpacks it finds them: a zip's, or a tar's, packed or not.
 * @throws Error with one line where it cannot be read to its end; the signal's reason once it is aborted
 */
export async function archiveNames(path: string, signal: AbortSignal): Promise<readonly string[]> {
  if (/\.zip$/iu.test(path)) {
    const directory = await openArchive(path);
    if ("broken" in directory) throw new Error(directory.broken);
    return [...directory.entries.keys()];
  }
  const names = new Set<string>();
  for await (const member of readMembers(path, signal)) {
    signal.throwIfAborted();
    if ("broken" in member) {
      if (member.cut) throw new Error(member.broken);
    } else names.add(member.name.replace(/^(?:\.\/)+/u, ""));
  }
  return [...names];
}

/** A folder that holds the tables of a zip or a tar, as they lie in it, and goes with the process. @throws Error with one line */
export async function unpackedTables(path: string): Promise<string> {
  const directory = await openArchive(path);
  if ("broken" in directory) throw new Error(directory.broken);
  return (await mountZips([{ path, name: path, directory }])).root;
}
