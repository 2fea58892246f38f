import { describe, expect, it } from "vitest";
import { ledgerFile } from "../../../../src/ledger/file.ts";
import { type MemoryFiles, memoryDisk } from "../../../support/memory-disk.ts";
import { chances, halting } from "../../../support/stalls.ts";

const path = "/nowhere/gate/ledger.jsonl";
const never = new Promise<void>(() => {});

/** A line says its number and who wrote it. */
interface Line {
  readonly number: number;
  readonly by: string;
}

/** A writer that appends lines, and what it was told had been recorded. */
function writer(files: MemoryFiles, by: string, step: () => Promise<void>) {
  const known: Line[] = [];
  const told: Line[] = [];
  const file = ledgerFile(path, () => {}, memoryDisk(files, step));
  const append = async () => {
    let line: Line = { number: -1, by };
    await file.append((news) => {
      for (const one of news) known.push(JSON.parse(one));
      line = { number: known.length, by };
      return JSON.stringify(line);
    });
    known.push(line);
    told.push(line);
  };
  return { known, told, append };
}

const free = async () => {};

/** What a new process finds: every line in its place, and each that a writer was told of. */
async function holds(
  files: MemoryFiles,
  writers: readonly { readonly told: readonly Line[] }[],
  say: string,
) {
  const last = writer(files, "last", free);
  await last.append();
  expect(
    last.known.map(({ number }) => number),
    say,
  ).toEqual(last.known.map((_, i) => i));
  for (const { told } of writers) expect(last.known, say).toEqual(expect.arrayContaining([...told]));
  const whole = files.get(path)?.toString() ?? "";
  const lines = whole.slice(0, whole.lastIndexOf("\n")).split("\n");
  expect(
    lines.map((line) => JSON.parse(line)),
    say,
  ).toEqual(last.known);
}

/** A ledger of two lines, and what a crash left behind them. */
async function begun(tail: string): Promise<MemoryFiles> {
  const files: MemoryFiles = new Map();
  const first = writer(files, "first", free);
  await first.append();
  await first.append();
  files.set(path, Buffer.concat([files.get(path) ?? Buffer.alloc(0), Buffer.from(tail)]));
  return files;
}

/** Steps of one append. */
async function stepsOf(tail: string): Promise<number> {
  let steps = 0;
  const alone = writer(await begun(tail), "a", async () => {
    steps += 1;
  });
  await alone.append();
  return steps;
}

const tails = { clean: "", torn: '{"num', long: "x".repeat(1000) };

describe.each(Object.entries(tails))("two writers on a %s ledger", (_, tail) => {
  it("take each number once, wherever both stall, or die", async () => {
    const steps = await stepsOf(tail);
    expect(steps).toBeGreaterThan(12);
    for (let i = 1; i <= steps; i += 1)
      for (let j = 1; j <= steps + 1; j += 1)
        for (const fate of ["both go on", "the first dies", "the second dies", "both die"]) {
          const files = await begun(tail);
          const [stallA, stallB] = [halting(i), halting(j)];
          const [a, b] = [writer(files, "a", stallA.step), writer(files, "b", stallB.step)];
          const doneA = a.append();
          await stallA.there;
          const doneB = b.append().then(() => b.append());
          await Promise.race([stallB.there, doneB]);
          if (fate === "both go on" || fate === "the second dies") {
            stallA.go();
            await doneA;
          }
          if (fate === "both go on" || fate === "the first dies") {
            stallB.go();
            await doneB;
          }
          await holds(files, [a, b], `a halts at ${i}, b at ${j}: ${fate}`);
        }
  });

  it("take each number once in every order of their steps that chance tries", async () => {
    for (let seed = 1; seed <= 400; seed += 1) {
      const files = await begun(tail);
      const waiting: (() => void)[] = [];
      const chance = chances(seed);
      let died = 0;
      const step = () => {
        const dies = seed % 2 === 0 && died === 0 && chance(40) === 0;
        if (dies) died += 1;
        return dies ? never : new Promise<void>((resolve) => waiting.push(resolve));
      };
      const all = ["a", "b", "c"].map((by) => writer(files, by, step));
      let running = all.length;
      for (const one of all)
        void one
          .append()
          .then(() => one.append())
          .finally(() => {
            running -= 1;
          });
      while (running > died) {
        const [next] = waiting.splice(chance(waiting.length), 1);
        next?.();
        await new Promise(setImmediate);
      }
      await holds(files, all, `seed ${seed}`);
    }
  });
});
