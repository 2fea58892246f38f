import { mkdirSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { Claim, Claims, Work } from "../../../../src/claims/claim.ts";
import { openObjectLeases } from "../../../../src/claims/lease-objects.ts";
import { openLeases } from "../../../../src/claims/leases.ts";
import { openQueue } from "../../../../src/claims/queue.ts";
import { hasRedis, type RedisServer, startRedis } from "../../../support/redis.ts";
import { scratchFolder } from "../../../support/run-files.ts";
import { refusing, startS3Liar } from "../../../support/s3-liar.ts";
import { type S3Server, startS3, withoutS3 } from "../../../support/s3-server.ts";

const folder = scratchFolder();
const never = new AbortController().signal;
let redis: RedisServer | undefined;
let s3: S3Server | undefined;
beforeAll(async () => {
  if (!withoutS3) {
    s3 = await startS3();
    await s3.bucket("claims");
    for (const [name, value] of Object.entries(s3.env)) vi.stubEnv(name, value);
  }
  if (!hasRedis) return;
  mkdirSync(folder("redis"));
  redis = await startRedis(folder("redis"));
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await redis?.kill();
  await s3?.close();
});

/** A store of shards that are done, as the run's folder is. */
function store(names: readonly string[]) {
  const done = new Set<string>();
  const work: Work = { shards: names, isDone: (shard) => done.has(shard) };
  return { done, work };
}

interface Wish {
  readonly seconds?: number;
  readonly beatEvery?: number;
  readonly again?: boolean;
}

const drivers = {
  // Two workers of one test are one process: none of them sees the other die.
  "lease files": (name: string, work: Work, wish: Wish = {}) =>
    openLeases(work, { folder: folder(name), ...wish }),
  "objects in object storage": (name: string, work: Work, wish: Wish = {}) =>
    openObjectLeases(work, { place: `s3://claims/${name}`, ...wish }),
  "a queue on Redis": (name: string, work: Work, wish: Wish = {}) =>
    openQueue(work, { url: redis?.url ?? "", name, ...wish }),
};

const names = Array.from({ length: 12 }, (_, i) => `shard:${i}%3A`);

describe.each(Object.entries(drivers))("claims by %s", (driver, open) => {
  const run = it.skipIf(
    (driver === "a queue on Redis" && !hasRedis) || (driver === "objects in object storage" && withoutS3),
  );
  let count = 0;
  const name = () => `${driver.replaceAll(" ", "-")}-${count++}`;

  /** Works until nothing is left; each shard takes a moment. */
  async function drain(claims: Claims, done: Set<string>, each: (claim: Claim) => void = () => {}) {
    for (let claim = await claims.next(never); claim !== null; claim = await claims.next(never)) {
      each(claim);
      await new Promise((resolve) => setTimeout(resolve, 5));
      done.add(claim.shard);
      await claim.done();
    }
  }

  run("give each shard to one of several workers", async () => {
    const { done, work } = store(names);
    const scored: string[] = [];
    const place = name();
    await Promise.all(
      [1, 2, 3].map(async () => {
        const claims = await open(place, work);
        await drain(claims, done, ({ shard }) => scored.push(shard));
        await claims.close();
      }),
    );
    expect(scored.sort()).toEqual([...names].sort());
  });

  run("give nothing that the store holds", async () => {
    const { done, work } = store(names);
    for (const shard of names.slice(0, 10)) done.add(shard);
    const claims = await open(name(), work);
    const scored: string[] = [];
    await drain(claims, done, ({ shard }) => scored.push(shard));
    await claims.close();
    expect(scored.sort()).toEqual(names.slice(10).sort());
  });

  run("give a shard again that was given back, at once", async () => {
    const { done, work } = store(names.slice(0, 1));
    const place = name();
    const first = await open(place, work);
    expect((await first.next(never))?.shard).toBe(names[0]);
    await first.close();
    const second = await open(place, work);
    const claim = await second.next(never);
    expect(claim).toMatchObject({ shard: names[0], attempt: 1 });
    done.add(names[0] as string);
    await claim?.done();
    expect(await second.next(never)).toBeNull();
    await second.close();
  });

  run("give a shard to another when its worker shows no life, and tell the first", async () => {
    const { done, work } = store(names.slice(0, 1));
    const place = name();
    const [stalled, other] = [
      await open(place, work, { seconds: 1, beatEvery: 1e6 }),
      await open(place, work, { seconds: 1 }),
    ];
    const held = (await stalled.next(never)) as Claim;
    const taken = (await other.next(never)) as Claim;
    expect(taken.shard).toBe(names[0]);
    done.add(taken.shard);
    await taken.done();
    // Who comes back ends its claim, and nothing happens.
    await held.done();
    expect(await stalled.next(never)).toBeNull();
    await Promise.all([stalled.close(), other.close()]);
  });

  run("try a shard that fails three times, and again only where that is asked for", async () => {
    const { done, work } = store(names.slice(0, 2));
    const place = name();
    const claims = await open(place, work);
    let failures = 0;
    for (let claim = await claims.next(never); claim !== null; claim = await claims.next(never)) {
      if (claim.shard === names[1]) {
        done.add(claim.shard);
        await claim.done();
        continue;
      }
      failures++;
      await claim.failed("the disk is full");
    }
    expect(failures).toBe(3);
    expect(await claims.givenUp()).toEqual([{ shard: names[0], reason: "the disk is full" }]);
    await claims.close();
    const later = await open(place, work);
    expect(await later.next(never)).toBeNull();
    await later.close();
    const again = await open(place, work, { again: true });
    await drain(again, done);
    expect(done.size).toBe(2);
    await again.close();
  });

  run("end when they are told to, while they wait for others", async () => {
    const { work } = store(names.slice(0, 1));
    const place = name();
    const [holder, waiter] = [await open(place, work), await open(place, work)];
    await holder.next(never);
    const stop = new AbortController();
    const waits = waiter.next(stop.signal);
    setTimeout(() => stop.abort(new Error("enough")), 50);
    await expect(waits).rejects.toThrow();
    await Promise.all([holder.close(), waiter.close()]);
  });
});

describe("objects in object storage", () => {
  it("are refused where the storage puts one name twice", async () => {
    const liar = await startS3Liar();
    for (const name of ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"]) vi.stubEnv(name, "test");
    vi.stubEnv("AWS_ENDPOINT_URL", liar.url);
    liar.answer = (_, response) => response.writeHead(200).end();
    const { work } = store([]);
    const place = "s3://bucket/claims";
    await expect(openObjectLeases(work, { place })).rejects.toThrow(
      /puts one name twice \(it ignores If-None-/u,
    );
    liar.answer = refusing(403, "AccessDenied");
    await expect(openObjectLeases(work, { place })).rejects.toThrow(/it refuses it \(AccessDenied\)/u);
    vi.stubEnv("AWS_ENDPOINT_URL", s3?.url ?? "");
    await liar.close();
  });
});

describe("a queue", () => {
  it("refuses an address that is none, and does not print it: it may hold a password", async () => {
    const { work } = store([]);
    await expect(openQueue(work, { url: "http://:secret@host", name: "x" })).rejects.toThrow(
      /^Cannot use --queue: (?!.*secret)/u,
    );
  });

  it.skipIf(!hasRedis)("waits for a server that is gone, says so, and goes on", async () => {
    mkdirSync(folder("redis-gone"));
    const server = await startRedis(folder("redis-gone"));
    const { done, work } = store(names);
    const said: string[] = [];
    const claims = await openQueue(work, { url: server.url, name: "gone", say: (text) => said.push(text) });
    const first = (await claims.next(never)) as Claim;
    done.add(first.shard);
    await server.kill();
    const ended = first.done();
    await expect.poll(() => said.join("\n")).toContain("out of reach");
    await server.start();
    await ended;
    for (let claim = await claims.next(never); claim !== null; claim = await claims.next(never)) {
      done.add(claim.shard);
      await claim.done();
    }
    expect(done.size).toBe(names.length);
    expect(said.join("\n")).toMatch(/out of reach[\s\S]*is back/u);
    await claims.close();
    await server.kill();
  });
});
