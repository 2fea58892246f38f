import { limitDecodeThreads } from "../../datasets/index.ts";
import type { Seed } from "./seeds.ts";
import { tryInput } from "./try-input.ts";

/** Tries the inputs that its parent names, one after another; the parent watches its time and memory. */
limitDecodeThreads(1);
let unheard: string | undefined;
process.on("unhandledRejection", (error) => {
  unheard = `a rejection unheard: ${(error as Error)?.stack ?? error}`;
});
process.on("message", async ({ kind, path }: { kind: Seed["kind"]; path: string }) => {
  let broken: string | undefined;
  try {
    await tryInput(kind, path);
  } catch (error) {
    broken = (error as Error).stack ?? String(error);
  }
  // A rejection that nobody hears is told of after the promises that are due.
  await new Promise((resolve) => setImmediate(resolve));
  process.send?.({ broken: broken ?? unheard });
  unheard = undefined;
});
process.send?.({ ready: true });
