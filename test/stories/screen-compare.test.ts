import { existsSync } from "node:fs";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { leftSide } from "../../src/compare/duel.ts";
import { root, sluiceIn } from "../support/cli.ts";
import { openTerminal, type Terminal } from "../support/terminal.ts";
import { stableDiffusion } from "../support/tiny-folders.ts";

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
  await excepted("./one", "./two");
  await writeFile(join(cwd, "prompts.jsonl"), prompts.map((prompt) => JSON.stringify({ prompt })).join("\n"));
});
afterAll(async () => {
  await terminal?.close();
  await rm(cwd, { recursive: true, force: true, maxRetries: 20 });
});

/** On a machine of its own, whose gate lets folders draw that no card stands behind. */
const home = () => ({ XDG_CONFIG_HOME: join(cwd, "config"), XDG_STATE_HOME: join(cwd, "state") });
async function excepted(...models: readonly string[]): Promise<void> {
  for (const model of models) {
    // The first command begins the gate, and says what is missing.
    const place = { cwd, env: home() };
    await sluiceIn(place, "generate", "red", "--model", model, "--quiet");
    const { code, stderr } = await sluiceIn(place, "gate", "except", model, "--reason", "a test");
    expect({ code, stderr }).toMatchObject({ code: 0 });
  }
}

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
  terminal = openTerminal(words, { cwd, env: home() });
  terminal.send("h=");
  await terminal.until(/h was typed before its (?:screen|picture) was drawn: dropped, with 1 more/u, 300);
  await terminal.until(/0\/4 done/u, 300);
  // A verdict on what was not shown is none.
  await terminal.press("h");
  expect(terminal.screen()).toContain("0/4 done");
  await judge("a red circle", "left");
  await judge("a blue square", "right");
  await terminal.until(/2\/4 done/u);
  await terminal.press("Q");
  expect(await terminal.ended).toBe(0);
  expect(terminal.written()).toMatch(
    /2 verdicts given, 2 prompts left: the result is named when none is left; the same command goes on/u,
  );
  expect(terminal.written()).not.toMatch(/\bone\b|\btwo\b|decided|sign test/u);
  expect(existsSync(join(cwd, "comparisons/one-two/comparison-ann.json"))).toBe(false);

  terminal = openTerminal(words, { cwd, env: home() });
  await terminal.until(/2\/4 done/u, 300);
  await judge("a green triangle", "s");
  await judge("a yellow circle", "=");
  await judge("a green triangle", "l");
  await terminal.until(/All done.*No verdict can be taken back now that the models are named/su);
  await terminal.press("z", "backspace", "l");
  expect(terminal.screen()).toMatch(/All done/u);
  await terminal.press("Q");
  expect(await terminal.ended).toBe(0);

  // Nor by the same command, once it has named them.
  terminal = openTerminal(words, { cwd, env: home() });
  await terminal.until(/4\/4 done/u, 300);
  await terminal.press("z");
  expect(terminal.screen()).toMatch(/4\/4 done/u);
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
  expect([a.k, a.n, ties.k, ties.n, left.k]).toEqual([wins, 3, 1, 4, 1]);
  expect(a.high - a.low).toBeGreaterThan(0.3);
  expect(p).toBeGreaterThan(0.2);
  expect(terminal.written()).toMatch(
    /one won \d of 3 decided: \d+ % \[\d+, \d+\], sign test p = [\d.]+\s+ties: 1 of 4 votes: 25 % \[5, 70\]/u,
  );
  const lines = (await readFile(join(cwd, "comparisons/one-two/votes/ann.jsonl"), "utf8")).trim().split("\n");
  expect(lines.map((line) => JSON.parse(line).left).filter(Boolean)).toHaveLength(4);
  // Each prompt behind a mosaic before it is seen in colour, each look an entry of its own.
  const ledger = (await readFile(join(cwd, "state/sluice/gate/ledger.jsonl"), "utf8")).trim().split("\n");
  const looks = ledger
    .map((line) => JSON.parse(line).body.event)
    .filter(({ type }) => type === "drawing-revealed");
  for (const prompt of prompts.keys()) {
    const rungs = looks.filter((look) => look.prompt === prompt).map(({ rung }) => rung);
    expect(rungs[0]).toBe(3);
    expect(rungs).toContain(5);
  }
}, 900_000);

it("takes no vote on a refused picture: says on which side it was, counts it and goes on", async () => {
  stableDiffusion(join(cwd, "flat"), { layout: "optimum", decoder: new Float32Array(12) });
  await excepted("./flat");
  const lines = [{ prompt: "a red circle" }, { prompt: "a red circle", seed: 4, negative: "blue" }];
  await writeFile(join(cwd, "two.jsonl"), [...lines.map((line) => JSON.stringify(line)), "{}"].join("\n"));
  const duel = ["models", "compare", "./one", "./flat", "--prompts", "two.jsonl", "--reviewer", "ann"];
  terminal = openTerminal(duel, { cwd, env: { ...home(), NO_COLOR: "1" } });
  expect(await terminal.ended).toBe(2);
  expect(terminal.written()).toMatch(/Cannot compare: this terminal shows no pictures; unset NO_COLOR/u);
  terminal = openTerminal(duel, { cwd, env: home() });
  const through = async (i: number) => {
    const prompt = lines[i]?.prompt ?? "";
    const side = leftSide(0, prompt, i) === "b" ? "left" : "right";
    const withheld = `the ${side} picture was withheld by the output filters: no vote, ⏎ goes on`;
    await terminal.until(new RegExp(`${i}/2 done.*${withheld}`, "su"), 300);
    await terminal.press(" ", "left", "=");
    expect(terminal.screen()).toContain(`${i}/2 done`);
    expect(terminal.screen()).toContain(withheld);
    expect(terminal.screen()).not.toMatch(/\bone\b|\bflat\b/u);
    await terminal.press("enter");
  };
  await through(0);
  await terminal.until(/1\/2 done.*\(without: blue\).*⏎ goes on/su, 300);
  await terminal.press("Q");
  expect(await terminal.ended).toBe(4);
  expect(terminal.written()).toMatch(/1 verdict given, 1 prompt left/u);

  // What an earlier session went through can be taken back, and is made again.
  terminal = openTerminal(duel, { cwd, env: home() });
  await terminal.until(/1\/2 done.*⏎ goes on/su, 300);
  await terminal.press("z");
  await through(0);
  await through(1);
  await terminal.until(
    /All done.*no preference: no prompt had two pictures.*refused by the output filters, .\/flat: 2 of 2 pictures: 100 % \[34, 100\]/su,
  );
  await terminal.press("Q");
  expect(await terminal.ended).toBe(4);
  const text = await readFile(join(cwd, "comparisons/one-flat/comparison-ann.json"), "utf8");
  expect(JSON.parse(text)).toMatchObject({
    votes: 0,
    p: null,
    refused: { a: { k: 0, n: 2 }, b: { k: 2, n: 2 } },
    each: lines.map((line) => ({ ...line, refused: ["b"] })),
  });
}, 900_000);

it.each([
  ["missing.jsonl", undefined, /^sluice: Cannot read prompts "missing\.jsonl": [^\n]+\n$/u],
  ["empty.jsonl", "", /^sluice: Cannot read prompts "empty\.jsonl": [^\n]+got an empty file\n$/u],
  [
    "seed.jsonl",
    '{"prompt": "a pear", "seed": "seven"}',
    /^sluice: Cannot read prompts[^\n]+line 1: seed: [^\n]+\n$/u,
  ],
])("refuses %s in one line", async (name, text, message) => {
  if (text !== undefined) await writeFile(join(cwd, name), text);
  const { code, stdout, stderr } = await sluiceIn(
    { cwd },
    ...["models", "compare", "./one", "./two", "--prompts", name],
  );
  expect([code, stdout, stderr]).toEqual([2, "", expect.stringMatching(message)]);
});

it("does not go on with votes about other prompts, seeds or weights", async () => {
  const again = (...more: string[]) => sluiceIn({ cwd }, ...words, "--json", ...more);
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
