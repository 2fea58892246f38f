import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import type { Seed } from "./seeds.ts";

/** What one input may take. */
const MOST_SECONDS = 30;
const MOST_BYTES = 1_200_000_000;
/** Between two looks at the memory. */
const LOOK_MS = 50;

/** Tries inputs in a process of its own, which is ended where one takes too long or too much. */
export class Tries {
  #child: ChildProcess | undefined;

  /** What is wrong with how an input ends; `undefined` where nothing is. */
  async try(kind: Seed["kind"], path: string): Promise<string | undefined> {
    this.#child ??= await start();
    const child = this.#child;
    const heard = new AbortController();
    const { signal } = heard;
    const answer = once(child, "message", { signal }).then(([{ broken }]) => broken as string | undefined);
    const death = once(child, "exit", { signal }).then(([code, by]) => {
      this.#child = undefined;
      return `the process ended with ${by ?? code}`;
    });
    const begun = performance.now();
    let limit: string | undefined;
    const watch = setInterval(() => {
      if (performance.now() - begun > MOST_SECONDS * 1000) limit = `more than ${MOST_SECONDS} seconds`;
      else if (memoryOf(child) > MOST_BYTES) limit = `more than ${MOST_BYTES / 1e6} MB`;
      if (limit) child.kill("SIGKILL");
    }, LOOK_MS);
    child.send({ kind, path });
    try {
      const wrong = await Promise.race([answer, death]);
      return limit ?? wrong;
    } finally {
      clearInterval(watch);
      heard.abort();
      for (const one of [answer, death]) one.catch(() => {});
    }
  }

  /** Ends the process. */
  end(): void {
    this.#child?.kill("SIGKILL");
    this.#child = undefined;
  }
}

async function start(): Promise<ChildProcess> {
  const child = fork("test/fuzz/worker.ts", { execArgv: ["--import", "tsx"] });
  await once(child, "message");
  return child;
}

function memoryOf({ pid }: ChildProcess): number {
  try {
    return Number(/^VmRSS:\s+(\d+) kB$/mu.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}
