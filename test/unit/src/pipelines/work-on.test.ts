import { readdirSync, readFileSync } from "node:fs";
import { expect, it, vi } from "vitest";
import type { Claim, Claims } from "../../../../src/claims/claim.ts";
import { workOn } from "../../../../src/pipelines/audit/work.ts";
import { thisMark } from "../../../../src/process/holder.ts";
import type { RunPart } from "../../../../src/run/run.ts";
import { scratchFolder } from "../../../support/run-files.ts";

const folder = scratchFolder();
let isFull = true;
const full = Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" });
vi.mock("../../../../src/run/scores.ts", () => ({
  createScoreFile: () => ({
    append: async () => {},
    finish: async () => {
      if (isFull) throw full;
    },
    discard: async () => {},
  }),
}));

const context = { now: () => new Date(), emit: () => {}, signal: new AbortController().signal };

function workWith(run: string, claims: Claims) {
  const shard = {
    ...{ name: "00000", source: "00000.tar", bytes: 1 },
    async *read() {},
    digest: async () => "0".repeat(64),
  };
  const facts = { device: "cpu", devicesRefused: [], runtime: "none", filters: [] };
  return {
    ...{ folder: run, dataset: { shards: [shard], hasImages: true }, drawn: null, source: [] },
    ...{ pool: { facts } as never, claims, workers: 1, lanes: 1 },
  };
}

it("gives a shard back untried where the worker's disk is full, stops, and says so", async () => {
  const ends: string[] = [];
  const claim: Claim = {
    ...{ shard: "00000", attempt: 1, lost: new AbortController().signal },
    done: async () => void ends.push("done"),
    failed: async () => void ends.push("failed"),
    release: async () => void ends.push("released"),
  };
  let given = 0;
  const claims: Claims = {
    next: async () => (given++ === 0 ? claim : null),
    givenUp: async () => [],
    close: async () => {},
  };
  const on = workWith(folder("run"), claims);
  await expect(workOn(on, context)).rejects.toMatchObject({
    exitCode: 1,
    message: expect.stringMatching(/wanted room on its disk, got ENOSPC; the shard was given back$/u),
  });
  expect(ends).toEqual(["released"]);
  // What it did is in the run all the same.
  expect(readdirSync(`${folder("run")}/parts`)).toHaveLength(1);
});

it("says what it has done while it goes on, soon after a shard, and how it is known on its machine until it ends", async () => {
  isFull = false;
  const run = folder("lively");
  const part = () => {
    const [name = ""] = readdirSync(`${run}/parts`).filter((file) => file.endsWith(".json"));
    return JSON.parse(readFileSync(`${run}/parts/${name}`, "utf8")) as RunPart;
  };
  const claim: Claim = {
    ...{ shard: "00000", attempt: 1, lost: new AbortController().signal },
    ...{ done: async () => {}, failed: async () => {}, release: async () => {} },
  };
  let given = 0;
  const claims: Claims = {
    async next() {
      if (given++ === 0) return claim;
      await expect.poll(part).toMatchObject({ shards: 1, at: [] });
      expect(part().process).toEqual(thisMark());
      return null;
    },
    givenUp: async () => [],
    close: async () => {},
  };
  // What it says every few seconds never comes: only what it says after a shard is left.
  vi.useFakeTimers({ toFake: ["setInterval"] });
  expect(await workOn(workWith(run, claims), context)).toMatchObject({ shards: 1, givenUp: [] });
  vi.useRealTimers();
  expect(part()).toMatchObject({ over: true, shards: 1 });
  expect(part()).not.toHaveProperty("process");
});
