/** How often it is asked whether the parent lives, milliseconds. */
const ASK_EVERY = 500;

/** A killed parent's children become another process's, and only then is `ppid` another. */
const watch = (parent: number) => `
  const nobody = new Int32Array(new SharedArrayBuffer(4));
  while (process.ppid === ${parent}) Atomics.wait(nobody, 0, 0, ${ASK_EVERY});
  process.kill(process.pid, "SIGKILL");
`;

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
