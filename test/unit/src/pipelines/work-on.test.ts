import { readdirSync } from "node:fs";
import { expect, it, vi } from "vitest";
import type { Claim, Claims } from "../../../../src/claims/claim.ts";
import { workOn } from "../../../../src/pipelines/audit/work.ts";
import { scratchFolder } from "../../../support/run-files.ts";

const folder = scratchFolder();
const full = Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" });
vi.mock("../../../../src/run/scores.ts", () => ({
  createScoreFile: () => ({
    append: async () => {},
    finish: async () => {
      throw full;
    },
    discard: async () => {},
  }),
}));

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
  const shard = {
    ...{ name: "00000", source: "00000.tar", bytes: 1 },
    async *read() {},
    digest: async () => "0".repeat(64),
  };
  const facts = { device: "cpu", devicesRefused: [], runtime: "none", filters: [] };
  const on = {
    ...{ folder: folder("run"), dataset: { shards: [shard], hasImages: true }, drawn: null, source: [] },
    ...{ pool: { facts } as never, claims, workers: 1, lanes: 1 },
  };
  const context = { now: () => new Date(), emit: () => {}, signal: new AbortController().signal };
  await expect(workOn(on, context)).rejects.toMatchObject({
    exitCode: 1,
    message: expect.stringMatching(/wanted room on its disk, got ENOSPC; the shard was given back$/u),
  });
  expect(ends).toEqual(["released"]);
  // What it did is in the run all the same.
  expect(readdirSync(`${folder("run")}/parts`)).toHaveLength(1);
});
