import {
  appendFileSync,
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { afterEach, beforeAll, expect, it } from "vitest";
import { root, sluice, start } from "../support/cli.ts";
import { scratchFolder } from "../support/run-files.ts";
import { openTerminal, PICTURED, type Terminal } from "../support/terminal.ts";

const folder = scratchFolder();
const good = folder("good");
const shards = folder("shards");
let terminal: Terminal | undefined;

beforeAll(async () => {
  mkdirSync(shards);
  cpSync(join(root, "datasets/sample/shards"), shards, { recursive: true });
  const quick = ["--filters", "image-basics,text-basics,lexicon,duplicates"];
  expect((await sluice("audit", shards, ...quick, "--workers", "1", "--out", good)).code).toBe(4);
});
afterEach(() => terminal?.close());

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

it("says which Parquet file is truncated, redoes it at a key, and leads home from the run", async () => {
  const run = copy("truncated");
  truncateSync(scoreFile(run), 200);
  truncateSync(join(run, "duplicates.parquet"), 20);
  const screen = open(["explore", run]);
  expect(await screen.until(/Cannot read scores/u)).toMatch(/esc goes back/u);
  await screen.press("a");
  await screen.until(/every shard is done/u);
  await screen.press("enter");
  await screen.until(/75 pairs in 2 of 2 shards/u);
  expect(readdirSync(join(run, "scores")).filter((name) => name.endsWith(".damaged"))).toHaveLength(1);
  await screen.press("escape");
  await screen.until(/Datasets/u);
  await screen.press("q");
  expect(await screen.ended).toBe(0);
});

it("says that scores are missing, all of them or one shard's, and how to get them", async () => {
  const run = copy("missing");
  rmSync(scoreFile(run));
  const some = open(["explore", run]);
  await some.until(/! 1 of 2 shards without scores: :resume audits them/u);
  await some.close();
  rmSync(join(run, "scores"), { recursive: true });
  expect(await open(["explore", run]).until(/Cannot read scores/u)).toMatch(/a audit again/u);
});

it("says what is wrong with a policy, and takes another one", async () => {
  const policy = folder("bad.yaml");
  writeFileSync(policy, "name: bad\nversion: 1\nrules:\n  - id: a\n    when: [\n");
  const screen = open(["explore", good, "--policy", policy]);
  expect(await screen.until(/bad\.yaml/u)).toMatch(/esc goes back/u);
  await screen.press(":", "policy strict", "enter");
  await screen.until(/1\/75/u);
  await screen.press(":", `policy ${policy}`, "enter");
  expect(await screen.until(/! .*bad\.yaml/u)).toMatch(/1\/75/u);
});

it("says what is wrong with a predicate, and keeps its line to be mended", async () => {
  const screen = open(["explore", good]);
  await screen.until(/1\/75/u);
  await screen.press("w", "nonsense > 1", "enter");
  await screen.until(/! .*nonsense/u);
  expect(await screen.until(/where nonsense > 1 *$/mu)).toMatch(/1\/75/u);
  await screen.press("\u0015", "bytes < 0", "enter");
  await screen.until(/0\/0/u);
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
    await lost.until(/no images \(:data URI says where/u);
    await lost.until(/ann · 0\//u);
    await lost.press("5");
    await lost.until(/no images[\s\S]*no images/u);
    expect(readFileSync(join(run, "labels/ann.jsonl"), "utf8")).toBe("");
    await lost.press(":", `data ${elsewhere}`, "enter");
    await lost.until(/^(?![\s\S]*no images)[\s\S]*ann · 0\//u);
    await lost.close();
    const found = open([...words, "--data", elsewhere, "--hide-after", "600"]);
    await found.until(/ann · 0\//u);
    await found.glimpsed("5", PICTURED);
  } finally {
    cpSync(elsewhere, shards, { recursive: true });
  }
});

it("asks for a larger terminal under 60 × 16, and goes on once it has one", async () => {
  const screen = open(["explore", good], { columns: 50, rows: 12 });
  await screen.until(/terminal too small/u);
  // What nobody can see, no key may do.
  await screen.press("w");
  screen.resize(100, 30);
  expect(await screen.until(/1\/75/u)).not.toMatch(/^where/mu);
  await screen.press("/", "apple", "enter");
  await screen.until(/ 1\/\d /u);
  screen.resize(50, 12);
  await screen.until(/terminal too small/u);
  screen.resize(100, 30);
  await screen.until(/\/apple/u);
});

it("comes back to explore as it was left, closes its pane at escape, and hides a caption by itself", async () => {
  const screen = open(["explore", copy("left"), "--data", shards]);
  await screen.until(/1\/75/u);
  await screen.press("/", "apple", "enter", "r");
  await screen.until(/exposure 0\.0/u);
  await screen.press("escape");
  await screen.until(/\/apple/u);
  await screen.press("enter");
  await screen.until(/── 0000/u);
  const masked = (await screen.until(/▒[\s\S]*── /u)).split("\n").find((line) => /^\S*▒/u.test(line));
  expect(masked).toBeDefined();
  await screen.glimpsed("c", /^(?=[\s\S]*── )(?![\s\S]*\n\p{L}\S*▒)/u);
  await expect.poll(() => screen.screen().includes(masked as string)).toBe(true);
  await screen.press("escape");
  await screen.until(/^(?![\s\S]*── 0000)[\s\S]*\/apple/u);
});

it("counts captions shown in explore against the reviewer's budget, and a pause is no break", async () => {
  const run = copy("limited");
  const words = ["review", run, "--strategy", "flagged", "--reviewer", "ann", "--break-after", "2"];
  const screen = open([...words, "--exposure-budget", "0"]);
  await screen.until(/ann · 0\//u);
  await screen.press("k");
  await screen.until(/ann · 1\//u);
  await screen.press("k");
  await screen.until(/2 judged since the last break/u);
  await screen.press(".");
  await screen.until(/^paused/u);
  await screen.press("enter");
  await screen.until(/2 judged since the last break/u);
  await screen.press("escape");
  await screen.until(/Datasets/u);
  await screen.press(":", `open ${run}`, "enter");
  await screen.until(/75 pairs/u);
  await screen.press("r");
  await screen.until(/2 judged since the last break/u);
  await screen.press(":", "explore", "enter");
  await screen.until(/1\/75/u);
  await screen.press("enter");
  await screen.until(/── 0000/u);
  await screen.press("c");
  // No model measured these pairs: one may cost as much as a sure hit.
  await screen.until(/! exposure budget: costs 0\.3/u);
});

it("chooses another review queue in words", async () => {
  const screen = open(["review", good, "--reviewer", "ann"]);
  await screen.until(/ann · 0\//u);
  await screen.press("o", "nearest", "enter");
  // What was refused stands there to be mended.
  await screen.until(/! Cannot review by "nearest"/u);
  await screen.press("\u0015", "around bytes", "enter");
  expect(await screen.until(/Cannot review by "bytes"/u)).toMatch(/o another queue/u);
  await screen.press("o", "clusters", "enter");
  await screen.until(/one pair per cluster/u);
});

it("uses no colour under NO_COLOR, and shows images in words", async () => {
  const screen = open(["review", good, "--strategy", "clusters", "--reviewer", "ann"], {
    env: { NO_COLOR: "1" },
  });
  await screen.until(/ann · 0\//u);
  const shown = screen.until(/this terminal shows none/u);
  await screen.press("5");
  // What takes longer to open than it may be shown hides again: a slow machine asks anew.
  const again = setInterval(() => screen.send("5"), 5000);
  await shown.finally(() => clearInterval(again));
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

it("leaves the alternate screen when it is hung up", async () => {
  const screen = open(["explore", good]);
  await screen.until(/1\/75/u);
  screen.kill("SIGHUP");
  await screen.ended;
  expect(screen.alternate()).toBe(false);
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
