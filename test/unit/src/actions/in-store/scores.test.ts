import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { openStore, PUSH_DONE } from "../../../../../datasets/index.ts";
import { doneIn, getShards, putShard } from "../../../../../src/actions/in-store/scores.ts";
import { scratchFolder } from "../../../../support/run-files.ts";

const folder = scratchFolder();
const { signal } = new AbortController();

it("calls every shard done once the run is sealed, whose scores were packed and taken away", async () => {
  const store = await openStore(folder("sealed"));
  const done = doneIn(store);
  await store.putIfAbsent("scores/00000.parquet", Buffer.from("scores"));
  await done.refresh(signal);
  await done.look("00001");
  expect(["00000", "00001"].map(done.has)).toEqual([true, false]);
  await store.putIfAbsent(PUSH_DONE, Buffer.from("the list"));
  await store.remove("scores/00000.parquet");
  await done.look("00000");
  expect(["00000", "00001"].map(done.has)).toEqual([true, true]);
  const late = doneIn(store);
  await late.refresh(signal);
  expect(late.has("00000")).toBe(true);
});

it("gets what a worker says of its lists though it is written anew meanwhile, and fails where it cannot be had", async () => {
  const store = await openStore(folder("custody"));
  await store.putIfAbsent(".sluice/custody/one.jsonl", Buffer.from("x\n".repeat(50)));
  let times = 0;
  const busy = (most: number) => ({
    ...store,
    range: async (...asked: Parameters<typeof store.range>) => {
      if (times++ < most)
        writeFileSync(join(folder("custody"), ".sluice/custody/one.jsonl"), "x\n".repeat(50 - times));
      return (await openStore(folder("custody"))).range(...asked);
    },
  });
  mkdirSync(folder("mirror"));
  await getShards(busy(2), folder("mirror"), new Set(), signal);
  expect(readFileSync(join(folder("mirror"), "custody.jsonl"), "utf8")).toBe("x\n".repeat(48));
  await expect(getShards(busy(1000), folder("mirror"), new Set(), signal)).rejects.toThrow(/custody/u);
});

it("takes a shard for put where another put it while its own parts were taken away", async () => {
  const store = await openStore(folder("put"));
  mkdirSync(join(folder("worker"), "scores"), { recursive: true });
  writeFileSync(join(folder("worker"), "scores/00000.parquet"), "mine");
  const beaten = (first: () => Promise<unknown>) => ({
    ...store,
    multipart: async (key: string) => {
      const upload = await store.multipart(key);
      const completeIfAbsent = async () => {
        await upload.abort();
        await first();
        return upload.completeIfAbsent();
      };
      return { ...upload, completeIfAbsent };
    },
  });
  const put = (first: () => Promise<unknown>) => putShard(beaten(first), folder("worker"), "00000", signal);
  await expect(put(async () => {})).rejects.toThrow();
  await put(() => store.putIfAbsent("scores/00000.parquet", Buffer.from("theirs")));
  expect(readFileSync(join(folder("put"), "scores/00000.parquet"), "utf8")).toBe("theirs");
});
