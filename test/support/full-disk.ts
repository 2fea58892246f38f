import { execFileSync, spawnSync } from "node:child_process";

/** Whether what a running process may write can be taken away here (util-linux). */
export const canFill = spawnSync("prlimit", ["--version"]).status === 0;

/** From now on no file of the process can grow, as on a disk that is full. */
export function fillDisk(pid: number): void {
  execFileSync("prlimit", ["--pid", String(pid), "--fsize=0:"]);
}

/** There is room again. */
export function freeDisk(pid: number): void {
  execFileSync("prlimit", ["--pid", String(pid), "--fsize=unlimited:"]);
}
