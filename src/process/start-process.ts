import { fileURLToPath } from "node:url";
import { forked, type StartedProcess } from "./forked.ts";

const here = import.meta.url;

/**
 * Starts a process of this program, compiled (a clone's bundle, the package's dist/), or from source through tsx. Unlike
 * a thread it can die, of a crash in native code or for want of memory, and leave this process alive.
 * @param path the worker's source without its ending, from src/
 * @param setup what `setup` of `parent.ts` gives there
 */
export function startProcess(
  path: "pipelines/audit/worker" | "pipelines/audit/device-host",
  setup: unknown,
  onMessage: (message: unknown) => void,
): StartedProcess {
  const ending = here.slice(here.lastIndexOf("."));
  return forked(fileURLToPath(new URL(`../${path}${ending}`, here)), setup, onMessage);
}
