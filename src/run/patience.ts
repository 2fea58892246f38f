import type { DuckDBConnection } from "@duckdb/node-api";
import { CliError } from "../process/errors.ts";
import { abandon, interruptible } from "../process/interruptible.ts";

/** Milliseconds between two askings to stop: one that comes between two statements is forgotten. */
const AGAIN = 50;

/** Milliseconds after which a statement that was asked to stop is left: DuckDB stops between calls, never in one. */
const LEFT_AFTER = 3000;

/** A statement took longer than it was given. */
export class TookTooLong extends CliError {
  constructor(seconds: number) {
    super(`wanted an answer within ${seconds} s, got none`, { exitCode: 2 });
  }
}

/** Statements of one connection, which can be stopped: by Ctrl-C, by a limit of time, and when it is closed. */
export interface Patience {
  /** @throws TookTooLong after `seconds`; CliError when a person or the end of the connection stopped it */
  ask<T>(statement: () => Promise<T>, seconds?: number): Promise<T>;
  /** Stops what is being asked. @returns whether all of it has ended; the connection can be closed only then */
  end(): Promise<boolean>;
}

interface Asked<T> {
  readonly answer: Promise<T>;
  /** False where it was left. */
  readonly ended: Promise<boolean>;
  stop(why: CliError): void;
}

/** Statements of one connection. */
export function patience(connection: Pick<DuckDBConnection, "interrupt">): Patience {
  const all = new Set<Asked<unknown>>();
  return {
    async ask(statement, seconds) {
      const asked = begin(connection, statement, seconds);
      all.add(asked);
      try {
        return await asked.answer;
      } finally {
        all.delete(asked);
      }
    },
    async end() {
      const open = [...all];
      for (const { stop } of open) stop(new CliError("Cannot read the run: it was closed", { exitCode: 2 }));
      return (await Promise.all(open.map(({ ended }) => ended))).every(Boolean);
    },
  };
}

function begin<T>(
  connection: Pick<DuckDBConnection, "interrupt">,
  statement: () => Promise<T>,
  seconds: number | undefined,
): Asked<T> {
  const timers: NodeJS.Timeout[] = [];
  let why: CliError | undefined;
  let leave: (whole: false) => void = () => {};
  const stop = (reason: CliError) => {
    if (why !== undefined) return;
    why = reason;
    connection.interrupt();
    timers.push(setInterval(() => connection.interrupt(), AGAIN));
    timers.push(setTimeout(() => leave(false), LEFT_AFTER));
  };
  if (seconds !== undefined)
    timers.push(setTimeout(() => stop(new TookTooLong(seconds)), seconds * 1000).unref());
  const done = interruptible(() => stop(new CliError("Interrupted", { exitCode: 130 })));
  const running = statement();
  const ended = new Promise<boolean>((resolve) => {
    leave = resolve;
    running.then(
      () => resolve(true),
      () => resolve(true),
    );
  }).finally(() => {
    done();
    for (const timer of timers) clearTimeout(timer);
  });
  const answer = ended.then(async (whole) => {
    if (!whole) abandon(running);
    if (!whole && why !== undefined) throw why;
    try {
      return await running;
    } catch (error) {
      // Its own error says only that it was stopped.
      throw why ?? error;
    }
  });
  return { answer, ended, stop };
}
