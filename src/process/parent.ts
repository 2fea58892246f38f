import { writeFileSync } from "node:fs";
import { oneLine } from "./errors.ts";

/** The process that started this one by `startProcess`. */
export interface Parent<Setup, Message> {
  readonly setup: Setup;
  send(message: unknown): void;
  /** Hears every message from now on; before, this process ends where nothing else keeps it. */
  hear(listener: (message: Message) => void): void;
  /** Ends this process, with nothing left to do. */
  end(): void;
}

/**
 * Waits for what the process that started this one has to say. From here on this process lives as long as that one: it
 * leaves interruptions to it, and what nobody caught ends it with that as its last words.
 */
export async function parent<Setup, Message>(): Promise<Parent<Setup, Message>> {
  // From the first moment: that one may end while this one loads. An exit would wait for inference under way.
  process.on("disconnect", () => process.kill(process.pid, "SIGKILL"));
  // One listener from the start: without any, nothing keeps this process alive.
  const early: Message[] = [];
  let listener = (message: Message): void => {
    early.push(message);
  };
  const setup = await new Promise<Setup>((resolve) =>
    process.once("message", (first: { readonly setup: Setup }) => {
      process.on("message", (message: Message) => listener(message));
      resolve(first.setup);
    }),
  );
  process.on("SIGINT", () => {});
  // A scheduler sends it to the whole group; in the midst of inference a graphics driver's end is a crash.
  process.on("SIGTERM", () => {});
  const die = (error: unknown) =>
    process.send?.({ lastWords: oneLine(error) }, undefined, undefined, () => process.exit(1));
  process.on("uncaughtException", die);
  process.on("unhandledRejection", die);
  preferThisVictim();
  // A module that waits for what never comes must not be kept alive by the channel alone.
  process.channel?.unref();
  return {
    setup,
    send: (message) => void process.send?.(message),
    hear(then) {
      process.channel?.ref();
      listener = then;
      for (const message of early.splice(0)) then(message);
    },
    end: () => process.exit(0),
  };
}

/** Where memory runs out, Linux ends a worker, which is replaced, rather than the program. */
function preferThisVictim(): void {
  try {
    writeFileSync("/proc/self/oom_score_adj", "500");
  } catch {
    // Another system, or not allowed: it chooses by itself.
  }
}
