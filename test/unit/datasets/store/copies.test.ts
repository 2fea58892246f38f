import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { copyAt, shareCopy, sweepCopies, takeCopy, turnAt } from "../../../../datasets/store/copies.ts";
import { openStore } from "../../../../datasets/store/open-store.ts";
import type { ObjectFacts, Store } from "../../../../datasets/store/store.ts";
import { scratchFolder } from "../../../support/run-files.ts";

const folder = scratchFolder();
let tests = 0;
let store: Store;
beforeEach(async () => {
  const own = folder(`tmp-${tests++}`);
  mkdirSync(own);
  vi.stubEnv("TMPDIR", own);
  store = await openStore(own);
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.useRealTimers();
});

const facts: ObjectFacts = { key: "a.jsonl", size: 5, etag: "one" };
const at = (changed: Partial<ObjectFacts> = {}, of: Store = store) => copyAt(of, { ...facts, ...changed });
const copyOf = (name: string, text = "bytes") => {
  const path = join(process.env["TMPDIR"] ?? "", name);
  writeFileSync(path, text);
  return path;
};

it("tells every state of an object on every server from all others, and shares nothing that says no state", () => {
  const states = [
    at(),
    at({ etag: "two" }),
    at({ size: 6 }),
    at({ key: "b.jsonl" }),
    at({ sha256: "00" }),
    at({}, { ...store, asked: "another.example" }),
    at({}, { ...store, name: "s3://other" }),
  ];
  expect(new Set(states).size).toBe(states.length);
  expect(at({ etag: 'W/"weak"' })).toBeUndefined();
  expect(copyAt(store, { key: "a", size: 5 })).toBeUndefined();
});

it("shares nothing by a folder that others may write", () => {
  const shared = dirname(at() ?? "");
  expect(lstatSync(shared).mode & 0o777).toBe(0o700);
  vi.stubEnv("TMPDIR", folder("open"));
  const { uid } = lstatSync(shared);
  mkdirSync(join(folder("open"), `sluice-copies-${uid}`), { recursive: true });
  // The umask may leave nothing to others.
  chmodSync(join(folder("open"), `sluice-copies-${uid}`), 0o777);
  expect(at()).toBeUndefined();
});

it("is copied by one, and taken up by whoever waits for that, in its size alone", async () => {
  const copy = at() ?? "";
  const mine = join(process.env["TMPDIR"] ?? "", "taken");
  const end = await turnAt(copy, () => takeCopy(copy, mine, 5));
  let waited = false;
  const other = turnAt(copy, () => takeCopy(copy, mine, 5)).then((turn) => {
    waited = true;
    return turn;
  });
  expect(waited).toBe(false);
  await shareCopy(copy, copyOf("copied"));
  await end?.();
  expect(await other).toBeUndefined();
  expect(readFileSync(mine, "utf8")).toBe("bytes");
  expect(await takeCopy(copy, `${mine}-6`, 6)).toBe(false);
  expect(existsSync(copy)).toBe(false);
});

it("takes the turn of one that was killed, and stops waiting where it is told to", async () => {
  const copy = at() ?? "";
  writeFileSync(`${copy}.lock`, "");
  const stop = new AbortController();
  const waiting = turnAt(copy, async () => false, stop.signal);
  stop.abort();
  await expect(waiting).rejects.toThrow();
  const long = new Date(Date.now() - 60_000);
  utimesSync(`${copy}.lock`, long, long);
  await (await turnAt(copy, async () => false))?.();
  writeFileSync(`${copy}.lock`, "999999999");
  await (await turnAt(copy, async () => false))?.();
  expect(readdirSync(dirname(copy))).toEqual([]);
});

it("is copied by each where its folder is gone", async () => {
  const copy = join(folder("nowhere"), "copy");
  await (await turnAt(copy, async () => false))?.();
  await shareCopy(copy, copyOf("alone"));
  expect(await takeCopy(copy, `${copy}-own`, 5)).toBe(false);
});

it("goes where nobody uses it, once it is old or its room is wanted, and never before", async () => {
  const [used, free] = [at() ?? "", at({ etag: "two" }) ?? ""];
  await shareCopy(used, copyOf("living"));
  writeFileSync(free, "bytes");
  const left = () => readdirSync(dirname(used)).sort();
  const both = [used, free].map((path) => basename(path)).sort();
  await sweepCopies(5, new Set());
  expect(left()).toEqual(both);
  await sweepCopies(Number.MAX_SAFE_INTEGER, new Set([free]));
  expect(left()).toEqual(both);
  await sweepCopies(Number.MAX_SAFE_INTEGER, new Set());
  expect(left()).toEqual([basename(used)]);
  writeFileSync(free, "bytes");
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 25 * 3600 * 1000 });
  await sweepCopies(0, new Set());
  expect(left()).toEqual([basename(used)]);
});
