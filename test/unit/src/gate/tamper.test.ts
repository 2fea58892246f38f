import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { makeCheckpoint, type NamedCheckpoint } from "../../../../src/gate/checkpoints.ts";
import { type Against, verifyBytes } from "../../../../src/gate/verify.ts";
import { redactedLine } from "../../../../src/ledger/entry.ts";
import { releaseOne, type World, world } from "../../../support/gate-world.ts";

let w: World;
let clean: Buffer;
let redacted: Buffer;
let against: Against;
beforeAll(async () => {
  w = await world();
  await releaseOne(w);
  const checkpoint: NamedCheckpoint = await makeCheckpoint(w.gate, w.keys.cy);
  clean = readFileSync(join(w.folder, "ledger.jsonl"));
  redacted = Buffer.from(w.gate.entries.map((entry) => `${redactedLine(entry)}\n`).join(""));
  against = { checkpoints: [checkpoint], keys: [w.keys.cy.public], redacted: false };
});

const lines = () => clean.toString().slice(0, -1).split("\n");
const bytesOf = (all: readonly string[]) => Buffer.from(`${all.join("\n")}\n`);

/** One way to change a ledger; each number is in [0, 1). */
const mutation = fc.record({
  kind: fc.constantFrom("flip", "cut", "insert", "swap", "drop", "repeat", "tail", "words"),
  a: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
  b: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
});

function mutated({ kind, a, b }: { kind: string; a: number; b: number }): Buffer {
  const at = Math.floor(a * clean.length);
  const all = lines();
  // The checkpoint covers all entries but its own, which is the last.
  const covered = all.length - 1;
  const [i, j] = [Math.floor(a * covered), Math.floor(b * covered)];
  switch (kind) {
    case "flip": {
      const copy = Buffer.from(clean);
      copy[at] = (copy[at] ?? 0) ^ (1 << Math.floor(b * 8));
      return copy;
    }
    case "cut":
      return Buffer.concat([clean.subarray(0, at), clean.subarray(at + 1 + Math.floor(b * 40))]);
    case "insert":
      return Buffer.concat([
        clean.subarray(0, at),
        Buffer.from([32 + Math.floor(b * 90)]),
        clean.subarray(at),
      ]);
    case "swap":
      return bytesOf(all.map((line, k) => (k === i ? (all[j] ?? "") : k === j ? (all[i] ?? "") : line)));
    case "drop":
      return bytesOf(all.filter((_, k) => k !== i));
    case "repeat":
      return bytesOf([...all.slice(0, i), all[j] ?? "", ...all.slice(i)]);
    case "tail":
      return bytesOf(all.slice(0, i));
    default: {
      const copy = JSON.parse(all[i] ?? "{}") as { disclosures: Record<string, unknown> };
      copy.disclosures = {};
      return bytesOf(all.map((line, k) => (k === i ? JSON.stringify(copy) : line)));
    }
  }
}

describe("a ledger against a published checkpoint", () => {
  it("finds another spelling of the same signature: spare bits of its base64", () => {
    const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const all = lines();
    const last = all.at(-1) ?? "";
    const spelled = last.replace(/(.)==("\})$/u, (_, digit: string, end: string) => {
      return `${digits[digits.indexOf(digit) + 1]}==${end}`;
    });
    expect(spelled).not.toBe(last);
    const found = verifyBytes(bytesOf([...all.slice(0, -1), spelled]), against);
    expect(found.problems).toEqual([expect.stringMatching(/another spelling of the same bytes/u)]);
  });

  it("verifies as it is, and redacted", () => {
    const found = verifyBytes(clean, against);
    expect(found).toMatchObject({
      valid: true,
      pinned: true,
      unanchored: 1,
      redacted: 0,
      development: false,
    });
    const outside = verifyBytes(redacted, { ...against, redacted: true });
    expect(outside).toMatchObject({ valid: true, root: found.root, entries: found.entries });
    expect(outside.redacted).toBeGreaterThan(5);
    expect(redacted.toString()).not.toMatch(/red circle|"ann"|"cy"|for the test/u);
  });

  it("shows every one of 1,000 random changes", () => {
    let changed = 0;
    fc.assert(
      fc.property(mutation, (change) => {
        const bytes = mutated(change);
        if (bytes.equals(clean)) return;
        changed += 1;
        expect(verifyBytes(bytes, against).valid).toBe(false);
      }),
      { numRuns: 1250, seed: 8 },
    );
    expect(changed).toBeGreaterThan(1000);
  });

  it("shows a cut end only with a checkpoint, and says so", () => {
    const short = bytesOf(lines().slice(0, -3));
    expect(verifyBytes(short, against).problems).toEqual([expect.stringMatching(/the end is gone$/u)]);
    expect(verifyBytes(short, { ...against, checkpoints: [] })).toMatchObject({
      valid: true,
      checkpoints: [],
    });
  });

  it("shows a ledger that somebody else wrote anew", async () => {
    const other = await world();
    await releaseOne(other);
    const bytes = readFileSync(join(other.folder, "ledger.jsonl"));
    const { problems } = verifyBytes(bytes, against);
    expect(problems[0]).toMatch(/none of the keys that were given$/u);
    expect(problems[1]).toMatch(/were changed, moved or removed$/u);
    const rules = verifyBytes(bytes, against).why.map(({ rule }) => rule);
    expect(rules.slice(0, 2)).toEqual(["another-root-of-trust", "entries-changed"]);
  });

  it("shows a checkpoint that nobody of the house signed", async () => {
    const other = await world();
    await releaseOne(other);
    const foreign = await makeCheckpoint(other.gate, other.keys.cy);
    const { problems, why } = verifyBytes(clean, { ...against, checkpoints: [foreign] });
    expect(problems).toEqual([expect.stringMatching(/no steward's key signed it$/u)]);
    expect(why).toEqual([{ rule: "no-stewards-key", reason: problems[0] }]);
  });
});
