import { appendFileSync, cpSync, mkdirSync, readdirSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeAll, expect, it } from "vitest";
import { root, sluice, start } from "../cli.ts";
import { scratchFolder } from "../src/run-files.ts";
import { openTerminal, type Terminal } from "./terminal.ts";

const folder = scratchFolder();
const good = folder("good");
const shards = folder("shards");
let terminal: Terminal | undefined;

beforeAll(async () => {
  mkdirSync(shards);
  cpSync(join(root, "datasets/sample/shards"), shards, { recursive: true });
  const quick = ["--filters", "image-basics,text-basics,lexicon,duplicates"];
  expect((await sluice("audit", shards, ...quick, "--out", good)).code).toBe(4);
});
afterEach(async () => {
  terminal?.kill("SIGKILL");
  await terminal?.ended;
});

/** A copy of the good run, to be damaged. */
function copy(name: string): string {
  cpSync(good, folder(name), { recursive: true });
  return folder(name);
}

const scoreFile = (run: string) => join(run, "scores", readdirSync(join(run, "scores"))[0] as string);

function open(words: readonly string[], options: Partial<Parameters<typeof openTerminal>[1]> = {}): Terminal {
  terminal = openTerminal(words, { cwd: folder("."), ...options });
  return terminal;
}

it("says which Parquet file is truncated, and goes back", async () => {
  const run = copy("truncated");
  truncateSync(scoreFile(run), 200);
  const screen = open(["explore", run]);
  expect(await screen.until(/Cannot|cannot/u)).toMatch(/esc goes back/u);
  await screen.press("escape");
  await screen.until(/What|Datasets/u);
  await screen.press("q");
  expect(await screen.ended).toBe(0);
});

it("says that scores are missing", async () => {
  const run = copy("missing");
  rmSync(join(run, "scores"), { recursive: true });
  expect(await open(["explore", run]).until(/Cannot|cannot/u)).toMatch(/esc goes back/u);
});

it("says what is wrong with a policy, and takes another one", async () => {
  const policy = folder("bad.yaml");
  writeFileSync(policy, "name: bad\nversion: 1\nrules:\n  - id: a\n    when: [\n");
  const screen = open(["explore", good, "--policy", policy]);
  expect(await screen.until(/bad\.yaml/u)).toMatch(/esc goes back/u);
  await screen.press(":", "policy strict", "enter");
  await screen.until(/policy strict v\d|bad\.yaml/u);
});

it("says what is wrong with a predicate, and clears it", async () => {
  const screen = open(["explore", good]);
  await screen.until(/1\/75/u);
  await screen.press("w", "nonsense > 1", "enter");
  await screen.until(/x clears: .*nonsense/u);
  await screen.press("x");
  await screen.until(/1\/75/u);
});

it("names a torn label line and reviews on", async () => {
  const run = copy("torn");
  mkdirSync(join(run, "labels"));
  appendFileSync(join(run, "labels/ben.jsonl"), '{"type":"verd');
  const screen = open(["review", run, "--strategy", "clusters", "--reviewer", "ann"]);
  await screen.until(/labels\/ben\.jsonl line 1: torn/u);
  await screen.press("k");
  await screen.until(/ann · 1\//u);
});

it("reviews by text and scores where the dataset moved, and finds it again with --data", async () => {
  const run = copy("moved");
  const elsewhere = folder("elsewhere");
  cpSync(shards, elsewhere, { recursive: true });
  rmSync(shards, { recursive: true });
  try {
    const words = ["review", run, "--strategy", "clusters", "--reviewer", "ann"];
    const lost = open(words);
    await lost.until(/no images \(--data says where/u);
    await lost.until(/ann · 0\//u);
    lost.kill("SIGKILL");
    await lost.ended;
    const found = open([...words, "--data", elsewhere]);
    await found.until(/ann · 0\//u);
    await found.press("5");
    await found.until(/▀▀▀▀/u);
  } finally {
    cpSync(elsewhere, shards, { recursive: true });
  }
});

it("asks for a larger terminal under 60 × 16, and goes on once it has one", async () => {
  const screen = open(["explore", good], { columns: 50, rows: 12 });
  await screen.until(/terminal too small/u);
  screen.resize(100, 30);
  await screen.until(/1\/75/u);
});

it("uses no colour under NO_COLOR, and shows images in words", async () => {
  const screen = open(["review", good, "--strategy", "clusters", "--reviewer", "ann"], {
    env: { NO_COLOR: "1" },
  });
  await screen.until(/ann · 0\//u);
  await screen.press("5");
  await screen.until(/this terminal shows none/u);
  const colours = screen
    .written()
    .split("\u001B[")
    .filter((part) => /^(?:3[0-9]|4[0-9]|9[0-7])[;m]/u.test(part));
  expect(colours).toEqual([]);
});

it("leaves the alternate screen when it is told to end", async () => {
  const screen = open(["explore", good]);
  await screen.until(/1\/75/u);
  screen.kill("SIGTERM");
  expect(await screen.ended).toBe(130);
  expect(screen.alternate()).toBe(false);
  expect(screen.screen()).toMatch(/Interrupted\. What was finished is kept/u);
});

it("explains a pair on the command line as explore does", async () => {
  const found = await sluice("why", good, "00000/000000014");
  expect(found.code).toBe(0);
  expect(found.stdout).toMatch(/rules that fire, the first one decides:\n {2}\S+ \((?:drop|review)\): /u);
  expect(found.stdout).toMatch(/caption: \S▒/u);
  const json = JSON.parse((await sluice("why", good, "00000/000000014", "--json")).stdout);
  expect(json).toMatchObject({ schema: "sluice.receipt/1", key: "00000/000000014" });
  const none = await sluice("why", good, "nothing");
  expect([none.code, none.stderr.trim().split("\n").length]).toEqual([2, 1]);
});

it("prints help, and opens nothing, without a terminal", async () => {
  const { code, stdout } = await start([], { cwd: folder(".") }).done;
  expect([code, /Usage: sluice/u.test(stdout)]).toEqual([0, true]);
});
