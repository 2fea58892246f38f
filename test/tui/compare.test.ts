import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { leftSide } from "../../src/compare/duel.ts";
import { root, start } from "../cli.ts";
import { openTerminal, type Terminal } from "./terminal.ts";

const prompts = ["a red circle", "a blue square", "a green triangle", "a yellow circle"];
let cwd = "";
let terminal: Terminal;
const words = ["models", "compare", "./one", "./two", "--prompts", "prompts.jsonl", "--reviewer", "ann"];

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), "sluice-compare-"));
  for (const name of ["one", "two"])
    await cp(join(root, "models/tiny-cascade"), join(cwd, name), { recursive: true });
  const manifest = JSON.parse(await readFile(join(cwd, "two/model.json"), "utf8"));
  manifest.stages[0].steps = 2;
  await writeFile(join(cwd, "two/model.json"), JSON.stringify(manifest));
  await writeFile(join(cwd, "prompts.jsonl"), prompts.map((prompt) => JSON.stringify({ prompt })).join("\n"));
});
afterAll(async () => {
  await terminal?.close();
  await rm(cwd, { recursive: true, force: true });
});

const json = async (name: string) =>
  JSON.parse(await readFile(join(cwd, "comparisons/one-two", name), "utf8"));
const judge = async (prompt: string, key: string) => {
  await terminal.until(new RegExp(`${prompt}\\s+space shows both *$`, "mu"), 300);
  // The line may stand on the screen a frame before the key does what it says.
  await vi.waitFor(
    async () => {
      await terminal.press(" ");
      await terminal.until(/which fits the words better/u, 10);
    },
    { timeout: 300_000 },
  );
  expect(terminal.screen()).not.toMatch(/\bone\b|\btwo\b/u);
  await terminal.press(key);
};

it("is voted blind to the end, over a break, and says who won with interval and sign test", async () => {
  terminal = openTerminal(words, { cwd });
  await terminal.until(/0\/4 judged/u, 300);
  // A verdict on what was not shown is none.
  await terminal.press("h");
  expect(terminal.screen()).toContain("0/4 judged");
  await judge("a red circle", "left");
  await judge("a blue square", "right");
  await terminal.until(/2\/4 judged/u);
  await terminal.press("Q");
  expect(await terminal.ended).toBe(0);
  expect(terminal.written()).toMatch(/2 prompts left/u);

  terminal = openTerminal(words, { cwd });
  await terminal.until(/2\/4 judged/u, 300);
  await judge("a green triangle", "s");
  await judge("a yellow circle", "=");
  await judge("a green triangle", "l");
  await terminal.until(/All judged/u);
  await terminal.press("Q");
  expect(await terminal.ended).toBe(0);

  const sides = prompts.map((prompt, i) => leftSide(0, prompt, i));
  const won = (choice: "left" | "right", i: number) =>
    (choice === "left") === (sides[i] === "a") ? "a" : "b";
  const { each, a, p, ties, left } = await json("comparison-ann.json");
  expect(each).toEqual([
    { prompt: "a red circle", won: won("left", 0) },
    { prompt: "a blue square", won: won("right", 1) },
    { prompt: "a yellow circle", won: "tie" },
    { prompt: "a green triangle", won: won("right", 2) },
  ]);
  const wins = [won("left", 0), won("right", 1), won("right", 2)].filter((side) => side === "a").length;
  expect([a.k, a.n, ties, left.k]).toEqual([wins, 3, 1, 1]);
  expect(a.high - a.low).toBeGreaterThan(0.3);
  expect(p).toBeGreaterThan(0.2);
  expect(terminal.written()).toMatch(
    /won \d of 3 decided: \d+ % \[\d+, \d+\], sign test p = [\d.]+; 1 tie, 0 prompts left/u,
  );
  const lines = (await readFile(join(cwd, "comparisons/one-two/votes/ann.jsonl"), "utf8")).trim().split("\n");
  expect(lines.map((line) => JSON.parse(line).left).filter(Boolean)).toHaveLength(4);
}, 900_000);

it("does not go on with votes about other prompts, seeds or weights", async () => {
  const again = (...more: string[]) => start([...words, "--json", ...more], { cwd }).done;
  expect((await again()).code).toBe(0);
  const seeded = await again("--seed", "3");
  expect([seeded.code, seeded.stderr]).toEqual([
    2,
    expect.stringMatching(/about other seed; choose another --out/u),
  ]);
  const manifest = JSON.parse(await readFile(join(cwd, "two/model.json"), "utf8"));
  manifest.stages[0].steps = 3;
  await writeFile(join(cwd, "two/model.json"), JSON.stringify(manifest));
  await writeFile(join(cwd, "prompts.jsonl"), '{"prompt": "a red circle"}\n');
  const { code, stderr } = await again();
  expect([code, stderr]).toEqual([2, expect.stringMatching(/about other weights and prompts/u)]);
}, 900_000);
