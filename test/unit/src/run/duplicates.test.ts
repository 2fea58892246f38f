import { createHash } from "node:crypto";
import { mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { describe, expect, it } from "vitest";
import { writeDuplicates } from "../../../../src/run/duplicates.ts";
import { NEAR_DISTANCE } from "../../../../src/run/near-pairs.ts";
import { openScores } from "../../../../src/run/query.ts";
import { scratchFolder } from "../../../support/run-files.ts";

const folder = scratchFolder();

interface Image {
  readonly phash: bigint;
  readonly sha256?: string;
  readonly sample?: string;
}

interface Group {
  readonly row: number;
  readonly duplicate_of: string;
  readonly duplicate_kind: string;
}

/** The duplicates among images, in their order. */
async function duplicatesOf(parts: number, called: string, images: readonly Image[]) {
  const name = `${called}-${parts}`;
  mkdirSync(join(folder(name), "scores"), { recursive: true });
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  await connection.run(
    "CREATE TABLE image (key VARCHAR, shard VARCHAR, row INTEGER, sample_key VARCHAR, sha256 VARCHAR, phash VARCHAR)",
  );
  const appender = await connection.createAppender("image");
  for (const [row, { phash, sha256 = String(row), sample }] of images.entries()) {
    appender.appendVarchar(`k${row}`);
    appender.appendVarchar("a");
    appender.appendInteger(row);
    if (sample === undefined) appender.appendNull();
    else appender.appendVarchar(sample);
    appender.appendVarchar(sha256);
    appender.appendVarchar(phash.toString(16).padStart(16, "0"));
    appender.endRow();
  }
  appender.closeSync();
  await connection.run(`COPY image TO '${join(folder(name), "scores/a.parquet")}' (FORMAT parquet)`);
  connection.closeSync();
  const query = await openScores(folder(name));
  try {
    const { hotKeys } = await writeDuplicates(query, folder(name), Math.ceil(images.length / parts));
    const groups = await query.rows<Group>(
      `SELECT row, duplicate_of, duplicate_kind FROM read_parquet('${folder(name)}/duplicates.parquet') ORDER BY row`,
    );
    // Nothing of what was split into files stays.
    expect(readdirSync(folder(name)).sort()).toEqual(["duplicates.parquet", "scores"]);
    return { hotKeys, groups };
  } finally {
    query.close();
  }
}

/** 64 bits that look like chance, the same each time. */
function bitsOf(seed: string): bigint {
  return BigInt(`0x${createHash("sha256").update(seed).digest("hex").slice(0, 16)}`);
}

function flipped(phash: bigint, bits: number): bigint {
  const places = new Set<number>();
  for (let i = 0; places.size < bits; i++) places.add(Number(bitsOf(`${phash} ${i}`) % 64n));
  return [...places].reduce((hash, place) => hash ^ (1n << BigInt(place)), phash);
}

describe.each([1, 3])("near duplicates in parts: %i", (parts) => {
  it("are found all, at any distance up to the limit, among blanks and strangers; none beyond it", async () => {
    const images: Image[] = [];
    const expected = new Map<number, number>();
    for (let i = 0; i < 2_000; i++) {
      const one = bitsOf(`near ${i}`);
      const distance = i % (NEAR_DISTANCE + 3);
      images.push({ phash: one }, { phash: flipped(one, distance) }, { phash: bitsOf(`far ${i}`) });
      if (distance <= NEAR_DISTANCE) expected.set(images.length - 2, images.length - 3);
      if (i % 30 === 0) images.push({ phash: 0n });
    }
    const { groups, hotKeys } = await duplicatesOf(parts, "planted", images);
    const blanks = images.flatMap(({ phash }, row) => (phash === 0n ? [row] : []));
    for (const row of blanks.slice(1)) expected.set(row, blanks[0] as number);
    expect(new Map(groups.map(({ row, duplicate_of }) => [row, Number(duplicate_of.slice(1))]))).toEqual(
      expected,
    );
    expect(hotKeys).toBe(0);
  });

  it("are linked over others, named after the first, and told from the same bytes", async () => {
    const { groups } = await duplicatesOf(parts, "linked", [
      { phash: 0b1111n << 20n },
      { phash: 0n, sha256: "same" },
      { phash: 0b1111n << 40n },
      { phash: 0n, sha256: "same" },
      { phash: 0xffff_0000_ffff_0000n, sample: "one" },
      { phash: 0xffff_0000_ffff_0001n, sample: "one" },
    ]);
    expect(groups).toEqual([
      { row: 1, duplicate_of: "k0", duplicate_kind: "near" },
      { row: 2, duplicate_of: "k0", duplicate_kind: "near" },
      { row: 3, duplicate_of: "k1", duplicate_kind: "exact" },
    ]);
  });

  it("count the keys that too many hashes share, which are not compared", async () => {
    // Half of the bits are the same in all of them, the other half are strangers.
    const images = Array.from({ length: 1_500 }, (_, i) => ({ phash: bitsOf(String(i)) % 2n ** 32n }));
    const { hotKeys } = await duplicatesOf(parts, "hot", images);
    expect(hotKeys).toBeGreaterThan(0);
  });
});
