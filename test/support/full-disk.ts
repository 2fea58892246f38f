import { execFileSync, spawnSync } from "node:child_process";

/** Whether what a running process may write can be taken away here (util-linux). */
export const canFill = spawnSync("prlimit", ["--version"]).status === 0;

/** From now on no file of the process can grow, as on a disk that is full. @param bytes that a file may have at most */
export function fillDisk(pid: number, bytes = 0): void {
  execFileSync("prlimit", ["--pid", String(pid), `--fsize=${bytes}:`]);
}

/** There is room again. */
export function freeDisk(pid: number): void {
  execFileSync("prlimit", ["--pid", String(pid), "--fsize=unlimited:"]);
}
