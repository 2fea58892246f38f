import { statfs } from "node:fs/promises";
import { dirname } from "node:path";

/** Names of file systems by their magic numbers (statfs(2)), those that people keep folders on. */
const names: Readonly<Record<number, string>> = {
  19780: "vfat",
  538032816: "exfat",
  61267: "ext4",
  16914836: "tmpfs",
  1481003842: "xfs",
  2435016766: "btrfs",
  26985: "nfs",
  4283649346: "cifs",
  4266872130: "smb2",
  16914839: "9p",
  2035054128: "overlay",
  1702057286: "fuse",
};

/** What a file system without hard links answers. */
const lacking = new Set(["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS"]);

/** Those that several machines may see, or that a program behind them decides. */
const networked = new Set(["nfs", "cifs", "smb2", "9p", "fuse"]);

/** The file system that a folder lies on. */
export async function fileSystemOf(
  folder: string,
): Promise<{ readonly name: string; readonly network: boolean }> {
  const name = await statfs(folder).then(
    ({ type: magic }) => names[magic] ?? `type 0x${magic.toString(16)}`,
    () => "unknown",
  );
  return { name, network: networked.has(name) };
}

/** The error to throw where a hard link could not be made: it names a file system that has none. */
export async function withoutLinks(path: string, cause: unknown): Promise<unknown> {
  if (!lacking.has((cause as NodeJS.ErrnoException).code ?? "")) return cause;
  const folder = dirname(path);
  const { name } = await fileSystemOf(folder);
  return new Error(
    `the file system of "${folder}" (${name}) gives no hard links, by which an entry takes its number; keep the gate on one that does, as ext4 or tmpfs`,
    { cause },
  );
}
