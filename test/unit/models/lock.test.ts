import { expect, it } from "vitest";
import { readLock, writeLock } from "../../../models/lock.ts";

it("keeps every pin of processes that pin at the same time", async () => {
  const names = Array.from({ length: 20 }, (_, i) => `model-${i}`);
  const entry = { repo: "someone/something", revision: "0".repeat(40), files: {} };
  await Promise.all(names.map((name) => writeLock(name, entry)));
  expect(Object.keys(await readLock()).sort()).toEqual([...names].sort());
});
