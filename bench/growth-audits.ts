import { cpSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { runNode } from "./child.ts";
import { packTar } from "./pack.ts";

/** Pairs of one tar. */
const SHARD = 1_000;
/** Pictures that differ; the others are their copies. */
const PICTURES = 200;
const SIDE = 64;

const program = join(import.meta.dirname, "../src/cli/sluice.cjs");

/** What an audit took. */
export interface AuditGrowth {
  readonly pairs: number;
  readonly seconds: number;
  /** Of the program and its workers together, MiB. */
  readonly peakMiB: number;
}

/** Audits so many pairs of small pictures by the filters without models, in tars of a thousand, with two workers. */
export async function auditOf(pairs: number): Promise<AuditGrowth> {
  const folder = mkdtempSync(join(tmpdir(), "sluice-growth-"));
  try {
    await writeTars(folder, pairs);
    const filters = ["--filters", "image-basics,text-basics,duplicates", "--workers", "2"];
    const started = performance.now();
    const run = [
      "audit",
      join(folder, "data"),
      "--out",
      join(folder, "run"),
      ...filters,
      "--json",
      "--quiet",
    ];
    const { peakBytes } = await runNode([program, ...run]);
    return { pairs, seconds: (performance.now() - started) / 1000, peakMiB: peakBytes / 2 ** 20 };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function writeTars(folder: string, pairs: number): Promise<void> {
  for (const name of ["pictures", "data"]) mkdirSync(join(folder, name));
  const sources = [];
  for (let i = 0; i < PICTURES; i++) {
    const path = join(folder, "pictures", `${i}.jpg`);
    const noise = Buffer.alloc(3 * SIDE * SIDE).map((_, at) => (at * (i + 7) * 31) % 251);
    await sharp(noise, { raw: { width: SIDE, height: SIDE, channels: 3 } })
      .jpeg()
      .toFile(path);
    sources.push({ path, caption: `picture ${i} of a boat on the water, seen from far away` });
  }
  const first = join(folder, "first.tar");
  await packTar(sources, Math.min(SHARD, pairs), first);
  for (let i = 0; i < pairs / SHARD; i++)
    cpSync(first, join(folder, "data", `${String(i).padStart(5, "0")}.tar`));
}
