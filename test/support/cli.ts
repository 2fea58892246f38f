import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { turns } from "../../src/process/serial-queue.ts";

export const root = join(import.meta.dirname, "../..");
const entry = join(root, "src/cli/sluice.cjs");

/** What a command left behind. */
export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command under way. */
export interface Running {
  readonly done: Promise<Ran>;
  /** The process's id. */
  readonly pid: number;
  kill(signal: NodeJS.Signals): void;
  /** Ends it in the midst of what it does. @throws Missed where it had come to its end by itself */
  endedBy(signal: NodeJS.Signals): Promise<Ran>;
  /** Resolves when stderr first matches. */
  says(pattern: RegExp): Promise<void>;
  /** Resolves when something first holds, which is looked at all the time. @throws Missed when the command ends before */
  reaches(holds: () => boolean): Promise<void>;
}

/** Where a command runs. */
export interface Place {
  /** Beside, or instead of, what this process has. */
  readonly env?: NodeJS.ProcessEnv;
  /** A folder; the repository by default. */
  readonly cwd?: string;
}

/** Where, and by which clock. */
export interface Setting extends Place {
  /** How much later it is there than here. */
  readonly hoursAhead?: number;
}

/** A moment passed unseen, as where the machine was busy elsewhere just then. */
export class Missed extends Error {}

/** Plays a story, and plays it again where it threw {@link Missed}: a few times. @param story given how often it was played before */
export async function playedUntilMet<T>(story: (before: number) => Promise<T>): Promise<T> {
  for (let before = 0; ; before++)
    try {
      return await story(before);
    } catch (error) {
      if (!(error instanceof Missed) || before === 5) throw error;
    }
}

/** Starts `sluice …` as a user's shell would, without a terminal. */
export function start(words: readonly string[], options: Place = {}): Running {
  const child = spawn(process.execPath, [entry, ...words], {
    cwd: options.cwd ?? root,
    env: { ...process.env, ...options.env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stdout = "";
  let stderr = "";
  let heard: () => void = () => {};
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
    heard();
  });
  const done = new Promise<Ran>((resolve) => child.on("close", (code) => resolve({ code, stdout, stderr })));
  let over = false;
  void done.then(() => {
    over = true;
  });
  return {
    done,
    pid: child.pid ?? 0,
    kill: (signal) => void child.kill(signal),
    async endedBy(signal) {
      child.kill(signal);
      const ran = await done;
      // All is done, or all but bad pairs.
      if (ran.code === 0 || ran.code === 4) throw new Missed(`ended before ${signal}: ${ran.stderr}`);
      return ran;
    },
    says: (pattern) =>
      new Promise((resolve, reject) => {
        heard = () => pattern.test(stderr) && resolve();
        heard();
        done.then(() => reject(new Error(`ended before it said ${pattern}: ${stderr}`)), reject);
      }),
    async reaches(holds) {
      while (!holds()) {
        if (over && !holds()) {
          const { code } = await done;
          // What failed did not only miss its moment.
          if (code === 1 || code === null)
            throw new Error(`failed before it got so far (${code}): ${stderr}`);
          throw new Missed(`ended before it got so far: ${stderr}`);
        }
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
    },
  };
}

/** Runs `sluice …` to its end in this process; only what asks for a process needs {@link start}. */
export function sluice(...words: readonly string[]): Promise<Ran> {
  return sluiceIn({}, ...words);
}

const turn = turns();

/** The folder with the program, compiled; documents and measures are made by scripts, outside of vitest. */
async function bundle(): Promise<string> {
  if (process.env["VITEST"] !== undefined) return (await import("vitest")).inject("bundle");
  const { bundleOf }: { bundleOf(clone: string): Promise<string> } = createRequire(import.meta.url)(
    "../../src/cli/bundle.cjs",
  );
  return bundleOf(root);
}

/** The program as its users run it. */
async function compiledMain(): Promise<typeof import("../../src/cli/main.ts")> {
  return import(pathToFileURL(join(await bundle(), "src/cli/main.mjs")).href);
}

/** {@link sluice} under an environment and in a folder; one at a time, since both are the process's. */
export function sluiceIn(
  { env = {}, cwd = root, hoursAhead = 0 }: Setting,
  ...words: readonly string[]
): Promise<Ran> {
  return turn(async () => {
    const [before, folder] = [{ ...process.env }, process.cwd()];
    const said = { stdout: "", stderr: "" };
    Object.assign(process.env, env);
    process.chdir(cwd);
    try {
      const { main } = await compiledMain();
      const code = await main(words, {
        env: { ...process.env },
        signal: new AbortController().signal,
        terminal: {},
        now: () => new Date(Date.now() + hoursAhead * 3_600_000),
        print: (text) => {
          said.stdout += `${text}\n`;
        },
        say: (text) => {
          said.stderr += `${text}\n`;
        },
      });
      return { code, ...said };
    } finally {
      process.chdir(folder);
      for (const name of Object.keys(env)) {
        const value = before[name];
        if (value === undefined) delete process.env[name];
        else process.env[name] = value;
      }
    }
  });
}
