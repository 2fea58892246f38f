import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { openStore, PUSH_DONE } from "../../../../../datasets/index.ts";
import { getShards } from "../../../../../src/actions/in-store/get-shards.ts";
import { doneIn, putShard } from "../../../../../src/actions/in-store/scores.ts";
import type { RunEvent } from "../../../../../src/process/events.ts";
import { scratchFolder } from "../../../../support/run-files.ts";

const folder = scratchFolder();
const { signal } = new AbortController();
const said: RunEvent[] = [];
const context = { now: () => new Date(0), emit: (event: RunEvent) => void said.push(event), signal };

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
  await getShards(busy(2), folder("mirror"), new Set(), context);
  expect(readFileSync(join(folder("mirror"), "custody.jsonl"), "utf8")).toBe("x\n".repeat(48));
  await expect(getShards(busy(1000), folder("mirror"), new Set(), context)).rejects.toThrow(/custody/u);
});

it("adds what workers say of their lists to what lies there, and writes it over nothing that it cannot read", async () => {
  const store = await openStore(folder("added"));
  await store.putIfAbsent(".sluice/custody/one.jsonl", Buffer.from("theirs\n"));
  mkdirSync(folder("known"));
  writeFileSync(join(folder("known"), "custody.jsonl"), "mine\n");
  await getShards(store, folder("known"), new Set(), context);
  expect(readFileSync(join(folder("known"), "custody.jsonl"), "utf8")).toBe("mine\ntheirs\n");
  mkdirSync(join(folder("unread"), "custody.jsonl"), { recursive: true });
  writeFileSync(join(folder("unread"), "custody.jsonl/here"), "mine");
  await expect(getShards(store, folder("unread"), new Set(), context)).rejects.toMatchObject({
    code: "EISDIR",
  });
  expect(readFileSync(join(folder("unread"), "custody.jsonl/here"), "utf8")).toBe("mine");
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

it("keeps what a worker wrote that was killed before its scores apart from another's, and says how much it gets", async () => {
  const store = await openStore(folder("between"));
  const worker = (name: string, scores: string, errors?: string) => {
    mkdirSync(join(folder(name), "scores"), { recursive: true });
    writeFileSync(join(folder(name), "scores/00000.parquet"), scores);
    mkdirSync(join(folder(name), "errors"));
    if (errors !== undefined) writeFileSync(join(folder(name), "errors/00000.jsonl"), errors);
    return folder(name);
  };
  const killed = {
    ...store,
    multipart: async (key: string) => {
      if (key.startsWith("scores/")) throw new Error("killed");
      return store.multipart(key);
    },
  };
  const put = putShard(killed, worker("killed", "one failed", "its error"), "00000", signal);
  await expect(put).rejects.toThrow("killed");
  await putShard(store, worker("next", "none failed"), "00000", signal);
  mkdirSync(folder("got"));
  const came = await getShards(store, folder("got"), new Set(["00000"]), context);
  expect(existsSync(join(folder("got"), "errors"))).toBe(false);
  expect([...came.at]).toEqual([]);
  expect(said.at(-1)).toMatchObject({ type: "transfer", files: 0 });
  expect(said).toContainEqual(
    expect.objectContaining({ type: "transfer", files: 1, bytes: 11, bytesOf: 11 }),
  );
  // The same scores of another attempt: whose errors lie there is all one.
  await store.remove("scores/00000.parquet");
  await putShard(store, worker("again", "one failed", "its error, in other words"), "00000", signal);
  mkdirSync(folder("got-again"));
  const { at } = await getShards(
    await openStore(folder("between")),
    folder("got-again"),
    new Set(["00000"]),
    context,
  );
  expect([...at.keys()]).toEqual(["errors/00000.jsonl"]);
  expect(readFileSync(join(folder("got-again"), "errors/00000.jsonl"), "utf8")).toBe("its error");
});
