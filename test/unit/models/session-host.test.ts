import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { deviceWish, deviceWishes } from "../../../models/device-wish.ts";
import { apart, joined, rowsIn, shapeOf } from "../../../models/row-batches.ts";
import type { Feeds } from "../../../models/session.ts";
import { bestRows, taken } from "../../../models/session-host.ts";

const feedsOf = (rows: number, width: number, from: number): Feeds => ({
  image: { data: Float32Array.from({ length: rows * width }, (_, i) => from + i), shape: [rows, width] },
  mask: { data: new Uint8Array(rows).fill(from), shape: [rows] },
});

describe("rows that run together", () => {
  it("come apart as they went in, whatever is repeated behind them", () => {
    const counts = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(
        counts,
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 0, max: 9 }),
        (rows, width, more) => {
          const parts = rows.map((count, i) => feedsOf(count, width, i * 100));
          const total = rows.reduce((sum, count) => sum + count, 0) + more;
          const whole = joined(parts, total);
          expect(rowsIn(whole)).toBe(total);
          const outputs = { same: whole["image"]?.data as Float32Array };
          for (const [i, part] of apart(outputs, total, rows).entries())
            expect(part["same"]).toEqual(parts[i]?.["image"]?.data);
          const last = parts.at(-1)?.["image"]?.data.slice(-width) as Float32Array;
          if (more > 0) expect(outputs.same.slice(-width)).toEqual(last);
        },
      ),
    );
  });

  it("have one shape: another length or another type is not of it", () => {
    expect(shapeOf(feedsOf(1, 3, 0))).toBe(shapeOf(feedsOf(7, 3, 5)));
    expect(shapeOf(feedsOf(1, 3, 0))).not.toBe(shapeOf(feedsOf(1, 4, 0)));
    const { image } = feedsOf(1, 3, 0) as { readonly image: Feeds[string] };
    expect(shapeOf({ image })).not.toBe(shapeOf({ image: { ...image, data: new Uint8Array(3) } }));
    expect(
      rowsIn({ a: { data: new Uint8Array(2), shape: [2] }, b: { data: new Uint8Array(3), shape: [3] } }),
    ).toBeNull();
  });

  it("are as many as fit, the first one always, and leave nobody behind", () => {
    const jobs = fc.array(
      fc.record({ rows: fc.integer({ min: 1, max: 20 }), shape: fc.constantFrom("a", "b") }),
    );
    fc.assert(
      fc.property(jobs, fc.integer({ min: 1, max: 16 }), (all, most) => {
        const waiting = [...all];
        const ran: (typeof all)[number][] = [];
        while (waiting.length > 0) {
          const [first] = waiting;
          const some = taken(waiting, most);
          expect(some[0]).toBe(first);
          expect(new Set(some.map(({ shape }) => shape)).size).toBe(1);
          const rows = some.reduce((sum, job) => sum + job.rows, 0);
          expect(some.length === 1 || rows <= most).toBe(true);
          ran.push(...some);
        }
        expect(new Set(ran)).toEqual(new Set(all));
        expect(ran).toHaveLength(all.length);
      }),
    );
  });

  it("are a power of two, found by trying: up to where memory ends", async () => {
    const one = feedsOf(1, 2, 0);
    const tried: number[] = [];
    let now = 0;
    const session = {
      async run(feeds: Feeds) {
        const rows = rowsIn(feeds) ?? 0;
        tried.push(rows);
        if (rows > 8) throw new Error("out of memory");
        now += 8;
        return {};
      },
    };
    expect(await bestRows(session, one, () => now)).toBe(8);
    expect([...new Set(tried)]).toEqual([1, 2, 4, 8, 16]);
  });
});

describe("a device by its name", () => {
  it.each([
    ["auto", { device: "auto" }],
    ["cuda", { device: "cuda" }],
    ["cuda:3", { device: "cuda", index: 3 }],
    ["cpu:0", { device: "cpu", index: 0 }],
  ])("%s", (text, wanted) => {
    expect(deviceWish(text)).toEqual(wanted);
  });

  it.each(["", "gpu", "cuda:", "cuda:x", "cuda:-1", "cuda:1:2", "auto:0", "webgpu:1", "cpu:1", "coreml:2"])(
    "refuses %s",
    (text) => {
      expect(() => deviceWish(text)).toThrow(/Cannot use device/u);
    },
  );

  it("takes several, each once, and none beside auto or cpu", () => {
    expect(deviceWishes("cuda:0, cuda:1")).toEqual(["cuda:0", "cuda:1"]);
    expect(() => deviceWishes("cuda,cuda:0")).toThrow(/twice/u);
    expect(() => deviceWishes("auto,cuda")).toThrow(/stand alone/u);
    expect(() => deviceWishes("cuda:0,")).toThrow(/Cannot use device/u);
  });
});
