import { readFileSync } from "node:fs";
import { afterEach, expect, it, vi } from "vitest";
import { openDataset } from "../../../../datasets/index.ts";
import { startDataHub } from "../../../support/data-hub.ts";

const signal = new AbortController().signal;
const sample = readFileSync("datasets/sample/shards/00001.tar");

/** A tar that repeats the sample's pairs up to some MiB. */
const tarOf = (mebibytes: number) => {
  const members = sample.subarray(0, -1024);
  const times = Math.ceil((mebibytes * 2 ** 20) / members.length);
  return Buffer.concat([...Array<Uint8Array>(times).fill(members), Buffer.alloc(1024)]);
};

afterEach(() => vi.unstubAllEnvs());

it.each([
  ["one small tar", () => [sample]],
  [
    "three tars of some megabytes, two of which are looked into",
    () => Array.from({ length: 3 }, () => tarOf(6)),
  ],
  ["a tar of which more is looked into than is kept", () => [tarOf(20)]],
])(
  "sends each byte of %s once, as the hub counts them, however often they are looked into",
  async (_, tars) => {
    const files = Object.fromEntries(tars().map((tar, i) => [`0000${i}.tar`, tar]));
    const hub = await startDataHub(files);
    // Places are known by their commit.
    hub.commit = Array.from({ length: 40 }, () => Math.floor(Math.random() * 16).toString(16)).join("");
    vi.stubEnv("HF_ENDPOINT", hub.url);
    const all = Object.values(files).reduce((sum, { length }) => sum + length, 0);
    try {
      for (let i = 0; i < 2; i++) await openDataset("hf://datasets/org/name");
      const { shards } = await openDataset("hf://datasets/org/name");
      for (const shard of shards) for await (const _ of shard.read(signal));
    } finally {
      await hub.close();
    }
    expect(hub.sent.bytes).toBeLessThanOrEqual(1.05 * all);
    expect(hub.sent.bytes).toBeGreaterThanOrEqual(all);
  },
);
