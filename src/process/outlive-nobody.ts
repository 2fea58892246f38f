import { Worker } from "node:worker_threads";

/** How often it is asked whether the parent lives, milliseconds. */
const ASK_EVERY = 500;

/** A killed parent's children become another process's, and only then is `ppid` another. */
const watch = (parent: number) => `
  const nobody = new Int32Array(new SharedArrayBuffer(4));
  while (process.ppid === ${parent}) Atomics.wait(nobody, 0, 0, ${ASK_EVERY});
  process.kill(process.pid, "SIGKILL");
`;

/** Processes that cannot be asked for are gone; those of others live. */
const watchAll = (parents: readonly number[]) => `
  const nobody = new Int32Array(new SharedArrayBuffer(4));
  const lives = (pid) => {
    try { return process.kill(pid, 0); } catch (error) { return error.code === "EPERM"; }
  };
  while (${JSON.stringify(parents)}.every(lives)) Atomics.wait(nobody, 0, 0, ${ASK_EVERY});
  process.kill(process.pid, "SIGKILL");
`;

/**
 * Lets this process end soon after any of those that it works for, which a script told it.
 * @param parents their ids, parted by commas; of anything else nothing is taken
 */
export function endWith(parents = ""): void {
  if (!/^\d{1,10}(?:,\d{1,10})*$/u.test(parents)) return;
  const code = watchAll(parents.split(",").map(Number));
  new Worker(code, { eval: true, execArgv: [], env: {} }).unref();
}

/**
 * Flags of Node for a process that ends soon after the one that starts it, whatever it is at: loading, a loop that never
 * yields, native code that an ordinary exit waits for. A thread watches, begun before all else, since the main one may
 * hear nothing for minutes.
 * @param parent id of the process that starts it
 */
export function outliveNobody(parent: number): readonly string[] {
  // Windows lets a process keep its parent's number when that one is gone; the closed channel tells there.
  if (process.platform === "win32") return [];
  // Whatever that process starts itself would inherit its flags, and has another parent.
  const code = `
    import { isMainThread, Worker } from "node:worker_threads";
    if (isMainThread) {
      process.execArgv.splice(0, 2);
      new Worker(${JSON.stringify(watch(parent))}, { eval: true, execArgv: [], env: {} }).unref();
    }
  `;
  return ["--import", `data:text/javascript,${encodeURIComponent(code.replaceAll(/\s+/gu, " "))}`];
}
