import { randomBytes } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { type Gate, gateOn } from "../../src/gate/gate.ts";
import { replay } from "../../src/gate/state/replay.ts";
import type { Entry } from "../../src/ledger/entry.ts";
import { seal } from "../../src/ledger/sealed.ts";
import type { World } from "./gate-world.ts";
import { type MemoryFiles, memoryDisk } from "./memory-disk.ts";
import { chances, halting } from "./stalls.ts";

/** One writer's act; what it resolves to was told to a person. */
export type Act = (gate: Gate) => Promise<Entry>;

/** Two acts that meet. */
export interface Meeting {
  readonly w: World;
  readonly a: Act;
  readonly b: Act;
  /** How many of them can stand: at least, where nobody dies, and at most. */
  readonly stand: readonly [least: number, most: number];
}

const never = new Promise<never>(() => {});

/** The world's ledger and claims, as files that writers share in memory. */
function copied({ folder }: World): MemoryFiles {
  const files: MemoryFiles = new Map([
    [join(folder, "ledger.jsonl"), readFileSync(join(folder, "ledger.jsonl"))],
  ]);
  for (const name of readdirSync(join(folder, "entries")))
    files.set(join(folder, "entries", name), readFileSync(join(folder, "entries", name)));
  return files;
}

/** A process of its own, that reads the ledger with its first act. */
function writer(w: World, files: MemoryFiles, step: () => Promise<void>): Gate {
  return gateOn(w.folder, { now: () => new Date(w.clock), disk: memoryDisk(files, step) }, replay());
}

/** What became of an act: its entry, or the refusal; never either where its process died. */
function outcome(act: Act, gate: Gate): Promise<Entry | Error> {
  return act(gate).catch((error: Error) => error);
}

/** What a new process finds: each entry that somebody was told of, and no more than the meeting allows. */
async function found(
  { w, stand: [, most] }: Meeting,
  files: MemoryFiles,
  told: readonly (Entry | Error)[],
  say: string,
) {
  const last = writer(w, files, async () => {});
  const before = w.gate.entries.length;
  await last.act(w.keys.both, { type: "prompt-blocked", ...blocked() });
  const stand = last.entries.slice(before, -1);
  for (const entry of told)
    if (entry instanceof Error) expect(entry.name, `${say}: ${entry.message}`).not.toBe("TypeError");
    else
      expect(
        stand.map(({ leaf }) => leaf),
        say,
      ).toContainEqual(entry.leaf);
  expect(stand.length, say).toBeLessThanOrEqual(most);
  return stand;
}

function blocked() {
  const digest = "ab".repeat(32);
  const asked = { model: "tiny-cascade", manifest: digest, prompt: seal(randomBytes(4).toString("hex")) };
  const judged = { negative: null, images: 1, seed: 1, purpose: null, rules: ["nudity"], scores: {} };
  return { ...asked, ...judged, policy: digest, filters: digest };
}

/** Calls of the disk that an act takes. */
async function stepsOf({ w, a }: Meeting): Promise<number> {
  let steps = 0;
  await a(
    writer(w, copied(w), async () => {
      steps += 1;
    }),
  );
  return steps;
}

/**
 * The first halts before each call of the disk in turn, while the second goes all the way; then the first goes on, or
 * never does.
 */
export async function meetAtEveryStep(meeting: Meeting): Promise<void> {
  const {
    w,
    a,
    b,
    stand: [least],
  } = meeting;
  const steps = await stepsOf(meeting);
  expect(steps).toBeGreaterThan(10);
  for (let at = 1; at <= steps; at += 1)
    for (const dies of [false, true]) {
      const files = copied(w);
      const stall = halting(at);
      const first = outcome(a, writer(w, files, stall.step));
      await stall.there;
      const told = [
        await outcome(
          b,
          writer(w, files, async () => {}),
        ),
      ];
      if (!dies) {
        stall.go();
        told.push(await first);
      }
      const stand = await found(meeting, files, told, `halts at ${at}, ${dies ? "dies" : "goes on"}`);
      if (!dies) expect(stand.length, `halts at ${at}`).toBeGreaterThanOrEqual(least);
    }
}

/** Both go in an order of their steps that a seed chooses; in every other one of them dies somewhere. */
export async function meetByChance(meeting: Meeting, seed: number): Promise<void> {
  const { w, a, b } = meeting;
  const chance = chances(seed);
  const files = copied(w);
  const waiting: (() => void)[] = [];
  let died = 0;
  const step = () => {
    const dies = seed % 2 === 0 && died === 0 && chance(16) === 0;
    if (dies) died += 1;
    return dies ? never : new Promise<void>((resolve) => waiting.push(resolve));
  };
  const told: (Entry | Error)[] = [];
  for (const act of [a, b]) void outcome(act, writer(w, files, step)).then((one) => told.push(one));
  while (told.length + died < 2) {
    const [next] = waiting.splice(chance(waiting.length), 1);
    next?.();
    await new Promise(setImmediate);
  }
  await found(meeting, files, told, `seed ${seed}`);
}
