import { recorder } from "../../src/verbs/record.ts";
import { drew, type World } from "./gate-world.ts";

/** What ann's process notes and records of a request that {@link started} began. */
export function recorderFor(w: World, request: string, now: () => Date): ReturnType<typeof recorder> {
  const facts = { requests: [request], policy: "cd".repeat(32), started: drew };
  return recorder({ gate: w.gate, key: w.keys.ann, ...facts, now });
}
