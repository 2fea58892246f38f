import { endBy, interruptAll, isHeld, isStuck } from "../process/interruptible.ts";
import { loadedLine } from "../process/loading-line.ts";
import { terminalGone } from "../process/terminal-gone.ts";
import type { Io } from "../words/command.ts";

/**
 * Runs a command line in the world of this process: its environment, streams, clock and signals. The first Ctrl-C
 * aborts, the second one ends the process. Where native code would hold up its end, a signal ends it.
 */
export async function inThisProcess<T>(run: (io: Io) => Promise<T>): Promise<T> {
  const { env, stdin, stdout, stderr } = process;
  const abort = new AbortController();
  const stop = (signal: "SIGINT" | "SIGTERM") => {
    if (abort.signal.aborted) return isHeld() ? endBy(signal) : process.exit(130);
    abort.abort();
    interruptAll();
  };
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
  process.on("SIGXFSZ", goOn);
  // A reader that went away (`| head`) is no error.
  stdout.on("error", ({ code }: NodeJS.ErrnoException) =>
    code === "EIO" ? terminalGone() : process.exit(code === "EPIPE" ? 0 : 1),
  );
  try {
    return await run({
      env,
      signal: abort.signal,
      now: () => new Date(),
      terminal: {
        ...(stdin.isTTY && { stdin }),
        ...(stdout.isTTY && { stdout }),
        ...(stderr.isTTY && { stderr }),
      },
      print: (text) => void stdout.write(`${loadedLine()}${text}\n`),
      say: (text) => {
        stdout.write(loadedLine());
        stderr.write(`${text}\n`);
      },
    });
  } finally {
    process.off("SIGINT", stop);
    process.off("SIGTERM", stop);
    process.off("SIGXFSZ", goOn);
    if (await isStuck()) endBy(abort.signal.aborted ? "SIGINT" : "SIGTERM");
  }
}

/** A limit of files' sizes is an error of the write, EFBIG; what draws the interface would end the process by it. */
function goOn(): void {}
