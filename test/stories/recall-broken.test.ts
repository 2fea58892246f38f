import { spawn, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { beforeAll, expect, it } from "vitest";
import { recallPairs } from "../../src/actions/recall.ts";
import { sluice } from "../support/cli.ts";
import { scratchFolder } from "../support/run-files.ts";
import { pairsOf } from "../support/stored-pairs.ts";
import { picture, tarOf } from "../support/written.ts";

const folder = scratchFolder();
const [source, run, curated] = [folder("source"), folder("run"), folder("curated")];
const captions = ["a red barn", "two dogs", "a wooden boat", "an old bridge"];

beforeAll(async () => {
  mkdirSync(source);
  const members = [];
  for (const [i, caption] of captions.entries()) {
    members.push([`${i}.jpg`, await picture(i)] as const, [`${i}.txt`, caption] as const);
    // No filter of the run reads it: it is left out, and counted.
    members.push([`${i}.alt.txt`, `a view of ${caption}`] as const);
  }
  writeFileSync(join(source, "00000.tar"), await tarOf(members));
  const filters = ["--filters", "image-basics,text-basics", "--workers", "1", "--quiet"];
  expect((await sluice("audit", source, ...filters, "--out", run)).code).toBe(0);
  expect((await sluice("curate", run, "--to", curated, "--include-unreviewed", "--quiet")).code).toBe(0);
});

/** A dataset of its own, with a list for each pair of its keys. */
function copyOf(name: string) {
  const to = folder(name);
  cpSync(curated, to, { recursive: true });
  const keysOf = (i: number) => {
    const list = folder(`${name}-${i}`);
    writeFileSync(list, `00000/${i}\n`);
    return list;
  };
  const recalled = (i: number, signal = new AbortController().signal) =>
    recallPairs({ folder: to, keys: [keysOf(i)], data: source, now: () => new Date(0) }, signal);
  const left = async () => (await pairsOf(to)).map(({ caption }) => caption);
  return { to, keysOf, recalled, left };
}

it("lets one recall at a time into a dataset, so that none brings back what another took out", async () => {
  const { to, recalled, left } = copyOf("twice");
  const [first, second] = await Promise.allSettled([recalled(0), recalled(1)]);
  const done = [first, second].filter(({ status }) => status === "fulfilled");
  const [refused] = [first, second].flatMap((one) => (one.status === "rejected" ? [String(one.reason)] : []));
  expect(done).toHaveLength(1);
  expect(refused).toMatch(/process \d+ on .* is writing it/u);
  expect(await left()).toHaveLength(3);
  for (const i of [0, 1]) expect(await recalled(i)).toMatchObject({ absent: true, check: { proven: true } });
  expect(await left()).toEqual(captions.slice(2));
  expect(readdirSync(to).filter((name) => name.startsWith(".recall"))).toEqual([]);
});

it("stays out of a dataset that another process recalls from, and touches nothing of what that one wrote", async () => {
  const { to, keysOf, left } = copyOf("other");
  const other = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]);
  try {
    writeFileSync(join(to, ".recall.lock"), JSON.stringify({ host: hostname(), pid: other.pid }));
    mkdirSync(join(to, ".recall/new"), { recursive: true });
    writeFileSync(join(to, ".recall/new/00000.tar"), "half of it");
    const { code, stderr } = await sluice("recall", to, "--keys", keysOf(0));
    expect([code, stderr]).toEqual([2, expect.stringContaining(`process ${other.pid} on `)]);
    expect(readFileSync(join(to, ".recall/new/00000.tar"), "utf8")).toBe("half of it");
    expect(await left()).toEqual(captions);
  } finally {
    other.kill("SIGKILL");
  }
});

it("goes on where the process that recalled was killed", async () => {
  const { to, keysOf, left } = copyOf("killed");
  const { pid } = spawnSync(process.execPath, ["-e", ""]);
  writeFileSync(join(to, ".recall.lock"), JSON.stringify({ host: hostname(), pid }));
  expect((await sluice("recall", to, "--keys", keysOf(0))).code).toBe(0);
  expect(await left()).toEqual(captions.slice(1));
  expect(existsSync(join(to, ".recall.lock"))).toBe(false);
});
