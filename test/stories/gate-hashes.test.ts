import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { decodeHashIndex, trainingCopies } from "../../filters/index.ts";
import { type Ran, sluice } from "../support/cli.ts";
import { drawnPicture } from "../support/gate-pictures.ts";

const folder = mkdtempSync(join(tmpdir(), "sluice-hashes-cli-"));
afterAll(() => rmSync(folder, { recursive: true, maxRetries: 20 }));
const run = join(folder, "run");
const to = join(folder, "training.phash");
const hashes = (from: string, ...more: readonly string[]): Promise<Ran> =>
  sluice("gate", "hashes", from, "--dataset", "sample", "--to", to, ...more);

beforeAll(async () => {
  const audits = [
    ["--out", run],
    ["--out", join(folder, "part"), "--limit", "3"],
  ];
  audits.push(["--out", join(folder, "texts"), "--filters", "text-basics"]);
  // 4: the sample holds pictures that do not decode.
  for (const words of audits)
    expect([0, 4]).toContain((await sluice("audit", "sample", "--filters", "duplicates", ...words)).code);
}, 600_000);

describe("sluice gate hashes", () => {
  it("writes what the gate searches for copies, from an audit of the training set", async () => {
    const { code, stdout } = await hashes(run, "--json");
    expect(code).toBe(0);
    const bytes = readFileSync(to);
    const facts = JSON.parse(stdout) as { hashes: number; sha256: string };
    expect(facts).toMatchObject({
      file: to,
      bytes: bytes.length,
      sha256: createHash("sha256").update(bytes).digest("hex"),
    });
    const index = decodeHashIndex(bytes, to);
    const { fingerprint } = JSON.parse(readFileSync(join(run, "run.json"), "utf8")) as {
      fingerprint: string;
    };
    expect(index).toMatchObject({ dataset: "sample", fingerprint });
    expect(index.upper).toHaveLength(facts.hashes);
    expect(facts.hashes).toBeGreaterThan(40);
    // Another picture is far from all of them.
    const [row] = await trainingCopies(index).score([{ key: "0", pixels: drawnPicture(96, 96) }]);
    expect(row?.["nearest_training"]).toBeGreaterThan(2);
    expect((await hashes(run)).stdout).toContain(`${facts.hashes} hashes, SHA-256 ${facts.sha256}`);
    expect(readFileSync(to)).toEqual(bytes);
  }, 600_000);

  it.each([
    ["a part of a dataset", "part", /it saw only a part of the dataset/u],
    ["a run without the filter", "texts", /wanted a run with the filter duplicates/u],
    ["no run", "nowhere", /nowhere/u],
  ])(
    "refuses %s in one line, exit 2, and writes nothing",
    async (_, name, reason) => {
      rmSync(to, { force: true });
      const { code, stderr } = await hashes(join(folder, name));
      expect({ code, lines: stderr.trim().split("\n").length }).toEqual({ code: 2, lines: 1 });
      expect(stderr).toMatch(reason);
      expect(existsSync(to)).toBe(false);
    },
    600_000,
  );
});
