import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

let make = (): string => {
  const folder = mkdtempSync(join(realpathSync(tmpdir()), "sluice-data-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  return folder;
};
let own: string | undefined;
let hear = (_: Copying): void => {};

/** How much of the files that are copied to this machine before they are read is here. */
export interface Copying {
  readonly files: number;
  readonly filesOf: number;
  readonly bytes: number;
  readonly bytesOf: number;
  readonly retries: number;
}

/**
 * Says how the folder of this process comes into being that all copies and unpacked files of datasets lie in: who knows
 * which processes live can take away what killed ones left. @param maker called once; what it makes goes with the process
 * @param heard told of what is copied first, again and again
 */
export function scratchBy(maker: () => string, heard: (copying: Copying) => void = () => {}): void {
  make = maker;
  hear = heard;
}

/** Tells of what is copied first. */
export function sayCopying(copying: Copying): void {
  hear(copying);
}

/** A new folder for what is put down for a while. @param prefix of its name */
export function scratchFolder(prefix: string): string {
  own ??= make();
  return mkdtempSync(join(own, prefix));
}

/** Whether a path may lie in such a folder. */
export function isScratch(path: string): boolean {
  return own !== undefined && path.startsWith(own);
}
