import { fork } from "node:child_process";
import { outliveNobody } from "./outlive-nobody.ts";

/** Threads for files and images in a worker: it shares the machine with as many workers as there are cores. */
const POOL_THREADS = "4";

/** A process that works for this one. */
export interface StartedProcess {
  send(message: unknown): void;
  /** Resolves once it is gone, with why: `exit code 3`, `signal SIGKILL`, or what it said last. */
  readonly gone: Promise<string>;
  /** Ends it at once; what it was doing is lost. */
  kill(): Promise<void>;
}

/** Runs a file as a process that works for this one; through tsx where it is TypeScript. */
export function forked(file: string, setup: unknown, onMessage: (message: unknown) => void): StartedProcess {
  const child = fork(file, [], {
    serialization: "advanced",
    execArgv: [
      ...outliveNobody(process.pid),
      ...(file.endsWith(".ts") ? ["--import", import.meta.resolve("tsx")] : []),
    ],
    env: { ...process.env, UV_THREADPOOL_SIZE: POOL_THREADS },
  });
  let lastWords: string | undefined;
  const gone = new Promise<string>((resolve) => {
    child.once("error", (error) => resolve(error.message));
    // What it said before it died may still be on its way when it is gone.
    child.once("exit", (code, signal) => {
      const say = () => resolve(lastWords ?? (signal === null ? `exit code ${code}` : `signal ${signal}`));
      if (child.connected) child.once("disconnect", say);
      else say();
    });
  });
  child.on("message", (message: { readonly lastWords?: string }) => {
    if (message.lastWords === undefined) onMessage(message);
    else lastWords = message.lastWords;
  });
  const send = (message: unknown) =>
    // Whoever sends to one that is gone hears of it by `gone`.
    void (child.connected && child.send(message as object, () => {}));
  send({ setup });
  return {
    send,
    gone,
    async kill() {
      child.kill("SIGKILL");
      await gone;
    },
  };
}
