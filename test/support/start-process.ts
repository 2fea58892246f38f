import { join } from "node:path";
import { inject } from "vitest";
import { forked, type StartedProcess } from "../../src/process/forked.ts";

/** Stands for `src/process/start-process.ts` in tests: workers start compiled, as they do for users. */
export function startProcess(
  path: string,
  setup: unknown,
  onMessage: (message: unknown) => void,
): StartedProcess {
  return forked(join(inject("bundle"), "src", `${path}.mjs`), setup, onMessage);
}
