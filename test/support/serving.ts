import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./cli.ts";

/** `sluice serve` under way. */
export interface Serving {
  /** With its token. */
  readonly url: string;
  /** Without. */
  readonly origin: string;
  readonly child: ChildProcess;
  /** What it said on stderr so far. */
  said(): string;
  /** Resolves with the exit code. */
  readonly ended: Promise<number | null>;
  close(): Promise<void>;
}

/** Starts it, and waits for its address. */
export async function serve(cwd: string, ...words: readonly string[]): Promise<Serving> {
  const child = spawn(process.execPath, [join(root, "src/cli/sluice.cjs"), "serve", ...words], {
    cwd,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    said += text;
  });
  const ended = new Promise<number | null>((resolve) => child.on("close", resolve));
  const url = await new Promise<string>((resolve, reject) => {
    let out = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      out += text;
      const [found] = /http:\S+?(?=["\n])/u.exec(out) ?? [];
      if (found !== undefined) resolve(found);
    });
    void ended.then(() => reject(new Error(`it ended: ${said}`)));
  });
  return {
    ...{ url, child, ended },
    origin: new URL(url).origin,
    said: () => said,
    async close() {
      child.kill("SIGKILL");
      await ended;
    },
  };
}

/** A reviewer's records, as they lie on disk. */
export function recordsOf(run: string, reviewer: string): readonly Record<string, unknown>[] {
  const path = join(run, "labels", `${reviewer}.jsonl`);
  if (!existsSync(path)) return [];
  return readFileSync(path, "utf8")
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line));
}
