import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { boxMuller } from "../../../models/cascade/noise/gaussian.ts";
import { philox } from "../../../models/cascade/noise/philox.ts";
import { batchNoise, noiseFor } from "../../../models/cascade/noise/stream.ts";
import { mersenneTwister, torchGenerator } from "../../../models/cascade/noise/torch.ts";
import { apart, cascadeFixture } from "../../support/cascade-double.ts";

describe("Philox4x32-10", () => {
  // Known answers of Random123 1.14, tests/kat_vectors, lines "philox4x32 10".
  it.each([
    ["00000000 00000000 00000000 00000000", "00000000 00000000", "6627e8d5 e169c58d bc57ac4c 9b00dbd8"],
    ["ffffffff ffffffff ffffffff ffffffff", "ffffffff ffffffff", "408f276d 41c83b0e a20bc7c6 6d5451fd"],
    ["243f6a88 85a308d3 13198a2e 03707344", "a4093822 299f31d0", "d16cfe09 94fdcceb 5001e420 24126ea1"],
  ])("counter %s, key %s", (counter, key, answer) => {
    const [low = 0, high = 0, image = 0, stage = 0] = words(counter);
    const [keyLow = 0, keyHigh = 0] = words(key);
    const out = new Uint32Array(4);
    philox({ low, high, image, stage }, keyLow, keyHigh, out);
    expect([...out]).toEqual(words(answer));
  });
});

function words(text: string): number[] {
  return text.split(" ").map((word) => Number.parseInt(word, 16));
}

interface PhiloxGolden {
  readonly seed: number;
  readonly stage: number;
  readonly image: number;
  readonly count: number;
  readonly first: readonly number[];
  readonly sha256: string;
}

describe("Gaussian noise", () => {
  it("has these bits on every machine: those of 40-digit arithmetic, rounded once", () => {
    const { philox: golden } = cascadeFixture<{ philox: PhiloxGolden }>("parts.json");
    const out = new Float32Array(golden.count);
    noiseFor("philox", golden.seed, golden.stage, golden.image).normal(out);
    expect([...out.subarray(0, 8)]).toEqual(golden.first.map(Math.fround));
    expect(createHash("sha256").update(new Uint8Array(out.buffer)).digest("hex")).toBe(golden.sha256);
  });

  it("is Box and Muller's transform to the last digit of single precision", () => {
    const word = fc.oneof(
      fc.integer({ min: 0, max: 0xffffffff }),
      // Ends, eighths of a turn, and both sides of √½, where the mantissa is doubled.
      fc.constantFrom(0, 1, 2, 0x20000000, 0x20000001, 0x40000000, 0x60000001, 0xe0000000, 0xffffffff),
      fc.constantFrom(3037000498, 3037000499, 3037000500, 1518500248, 1518500249, 1518500250),
    );
    fc.assert(
      fc.property(word, word, (first, second) => {
        const out = new Float32Array(2);
        boxMuller(first, second, out, 0);
        const radius = Math.sqrt(-2 * Math.log((first + 1) / 2 ** 32));
        const angle = (2 * Math.PI * second) / 2 ** 32;
        expect(Math.abs((out[0] ?? 9) - radius * Math.cos(angle))).toBeLessThan(3e-7);
        expect(Math.abs((out[1] ?? 9) - radius * Math.sin(angle))).toBeLessThan(3e-7);
      }),
      { numRuns: 2000 },
    );
  });

  it("is normal: mean, variance, skewness, kurtosis, and the share beyond one and two deviations", () => {
    const out = new Float32Array(200_000);
    noiseFor("philox", 1, 0, 0).normal(out);
    const moment = (power: number) => out.reduce((sum, value) => sum + value ** power, 0) / out.length;
    const beyond = (bound: number) => out.filter((value) => Math.abs(value) > bound).length / out.length;
    // Five standard errors each.
    expect(Math.abs(moment(1))).toBeLessThan(0.0112);
    expect(Math.abs(moment(2) - 1)).toBeLessThan(0.0159);
    expect(Math.abs(moment(3))).toBeLessThan(0.0434);
    expect(Math.abs(moment(4) - 3)).toBeLessThan(0.11);
    expect(Math.abs(beyond(1) - 0.31731)).toBeLessThan(0.0053);
    expect(Math.abs(beyond(2) - 0.0455)).toBeLessThan(0.0024);
  });

  it("does not depend on how many images are drawn with it", () => {
    fc.assert(
      fc.property(
        fc.constantFrom("philox" as const, "torch" as const),
        fc.integer({ min: 0, max: 2 ** 40 }),
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 1, max: 40 }),
        (rng, seed, images, values) => {
          const streams = () => Array.from({ length: images }, (_, image) => noiseFor(rng, seed, 1, image));
          const together = new Float32Array(images * values);
          const draw = batchNoise(streams(), values);
          draw(together);
          draw(together);
          for (const [image, stream] of streams().entries()) {
            const alone = new Float32Array(values);
            stream.normal(alone);
            stream.normal(alone);
            expect(alone).toEqual(together.subarray(image * values, (image + 1) * values));
          }
        },
      ),
    );
  });

  it("differs by seed, stage and image", () => {
    const first = (...args: [number, number, number]) => {
      const out = new Float32Array(4);
      noiseFor("philox", ...args).normal(out);
      return out.join(" ");
    };
    const all = [first(0, 0, 0), first(1, 0, 0), first(2 ** 32, 0, 0), first(0, 1, 0), first(0, 0, 1)];
    expect(new Set(all).size).toBe(5);
  });

  it.each([
    [-1, 0, 0, "seed must be a whole number in [0, 2^53), got -1"],
    [0.5, 0, 0, "seed must be a whole number in [0, 2^53), got 0.5"],
    [0, -1, 0, "stage must be a whole number in [0, 2^32), got -1"],
    [0, 0, 2 ** 32, "image must be a whole number in [0, 2^32), got 4294967296"],
  ])("refuses seed %s, stage %s, image %s", (seed, stage, image, message) => {
    expect(() => noiseFor("philox", seed, stage, image)).toThrow(`Cannot make noise: ${message}`);
  });
});

describe("torch's generator", () => {
  it("is MT19937", () => {
    // Matsumoto & Nishimura's mt19937ar.c with init_genrand(5489), as in C++'s std::mt19937: the 10,000th is fixed by the standard.
    const next = mersenneTwister(5489);
    let value = 0;
    for (let i = 0; i < 10_000; i++) value = next();
    expect(value).toBe(4123659995);
  });

  const { randn } = cascadeFixture<{
    randn: readonly { seed: number; draws: readonly (readonly number[])[] }[];
  }>("parts.json");
  it.each(
    randn.map(({ seed, draws }) => [seed, draws.map(({ length }) => length).join(", "), draws] as const),
  )("draws torch.randn from seed %d in sizes %s", (seed, _, draws) => {
    const generator = torchGenerator(seed);
    for (const wanted of draws) {
      const out = new Float32Array(wanted.length);
      generator.normal(out);
      expect(apart(out, wanted)).toBeLessThan(1e-6);
    }
  });
});
