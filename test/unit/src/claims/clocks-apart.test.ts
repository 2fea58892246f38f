import { mkdirSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { Claim, Claims, Work } from "../../../../src/claims/claim.ts";
import { LeaseFiles } from "../../../../src/claims/lease-file.ts";
import { openObjectLeases } from "../../../../src/claims/lease-objects.ts";
import { type Clock, type LeaseOptions, openLeasesIn } from "../../../../src/claims/leases.ts";
import { scratchFolder } from "../../../support/run-files.ts";
import { type S3Server, startS3, withoutS3 } from "../../../support/s3-server.ts";
import { SimulatedClock } from "../../../support/simulated-clock.ts";

const folder = scratchFolder();
const never = new AbortController().signal;
const HOUR = 3_600_000;
const LEASE = 3_000;
let s3: S3Server | undefined;
beforeAll(async () => {
  if (withoutS3) return;
  s3 = await startS3();
  await s3.bucket("apart");
  for (const [name, value] of Object.entries(s3.env)) vi.stubEnv(name, value);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await s3?.close();
});

/** Lease files by a machine whose clock is `apart` milliseconds ahead: their times say so. */
class FilesApart extends LeaseFiles {
  readonly #place: string;
  readonly #apart: number;

  constructor(place: string, apart: number) {
    super(place);
    this.#place = place;
    this.#apart = apart;
  }

  override async take(...lease: Parameters<LeaseFiles["take"]>): Promise<boolean> {
    const took = await super.take(...lease);
    if (took) this.#stamp(lease[0], lease[1]);
    return took;
  }

  override async beat(...lease: Parameters<LeaseFiles["beat"]>): Promise<boolean> {
    const isThere = await super.beat(...lease);
    if (isThere) this.#stamp(lease[0], lease[1]);
    return isThere;
  }

  #stamp(shard: string, number: number): void {
    const time = new Date(Date.now() + this.#apart);
    utimesSync(join(this.#place, `${shard}.${number}.lease`), time, time);
  }
}

type Open = (name: string, work: Work, apart: number, wish: LeaseOptions) => Promise<Claims>;

const drivers: Readonly<Record<string, Open>> = {
  "lease files": async (name, work, apart, wish) => {
    mkdirSync(folder(name), { recursive: true });
    return openLeasesIn(new FilesApart(folder(name), apart), work, wish);
  },
  "objects in object storage": (name, work, _, wish) =>
    openObjectLeases(work, { place: `s3://apart/${name}`, ...wish }),
};

/** A clock that shows another time, and goes as fast. */
function shifted(clock: Clock, ms: number): Clock {
  return {
    now: () => clock.now() + ms,
    wait: (...args) => clock.wait(...args),
    every: (...args) => clock.every(...args),
  };
}

describe.each(Object.entries(drivers))("claims by %s", (driver, open) => {
  it.skipIf(driver !== "lease files" && withoutS3).each([
    ["ahead", HOUR],
    ["behind", -HOUR],
  ])(
    "take nothing from who lives and lose nothing of who died where its clock is an hour %s",
    async (words, apart) => {
      const done = new Set<string>();
      const work: Work = { shards: ["a", "b"], isDone: (shard) => done.has(shard) };
      const clock = new SimulatedClock();
      const as = (ahead: number, wish: LeaseOptions = {}) =>
        open(words, work, ahead, { seconds: LEASE / 1000, clock: shifted(clock, ahead), ...wish });
      const [dead, lives, other] = [await as(apart, { beatEvery: 1e9 }), await as(apart), await as(0)];
      const left = (await dead.next(never)) as Claim;
      const held = (await lives.next(never)) as Claim;
      const taken: { readonly shard: string; readonly at: number }[] = [];
      await clock.run([
        async () => {
          await clock.wait(10 * LEASE);
          expect(held.lost.aborted).toBe(false);
          done.add(held.shard);
          await held.done();
        },
        async () => {
          for (let claim = await other.next(never); claim !== null; claim = await other.next(never)) {
            taken.push({ shard: claim.shard, at: clock.now() });
            done.add(claim.shard);
            await claim.done();
          }
        },
      ]);
      expect(taken.map(({ shard }) => shard)).toEqual([left.shard]);
      // As long as the lease lasts by the clock of who waits, and hardly longer.
      expect(taken[0]?.at).toBeGreaterThanOrEqual(LEASE);
      expect(taken[0]?.at).toBeLessThan(2 * LEASE);
      await Promise.all([lives.close(), other.close()]);
    },
  );

  it.skipIf(driver !== "lease files" && withoutS3).each(["beats", "fails"])(
    "are not brought back by who %s after another has done its shard",
    async (words) => {
      const done = new Set<string>();
      const work: Work = { shards: ["a"], isDone: (shard) => done.has(shard) };
      const clock = new SimulatedClock();
      const as = (wish: LeaseOptions = {}, what = work) =>
        open(words, what, 0, { seconds: LEASE / 1000, clock, ...wish });
      const [stalled, other] = [await as({ beatEvery: 10 * LEASE }), await as()];
      const held = (await stalled.next(never)) as Claim;
      await clock.run([
        async () => {
          await clock.wait(9 * LEASE);
          if (words === "fails") return held.failed("its machine slept");
          await clock.wait(2 * LEASE);
          expect(held.lost.aborted).toBe(true);
        },
        async () => {
          const taken = (await other.next(never)) as Claim;
          expect(taken.attempt).toBe(2);
          done.add(taken.shard);
          await taken.done();
        },
      ]);
      // Nothing is left of either: whoever asks for the shard is the first again.
      const later = await as({}, { shards: ["a"], isDone: () => false });
      expect(await later.next(never)).toMatchObject({ attempt: 1 });
      await Promise.all([stalled.close(), other.close(), later.close()]);
    },
  );
});
