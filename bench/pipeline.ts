import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runNode } from "./child.ts";

/** One audit of ours, measured from outside. */
export interface PipelineResult {
  /** Pairs per second of reading, decoding, inference and writing together; loading models is not counted. */
  readonly perSecond: number;
  /** Peak memory of the program and its workers, bytes. */
  readonly peakBytes: number;
  /** Share of the machine that other processes used meanwhile, 0…1. */
  readonly others: number;
}

export interface PipelineOptions {
  readonly model: string;
  readonly filters: string;
  readonly limit?: number;
}

const program = join(import.meta.dirname, "../src/cli/sluice.cjs");

/** Runs `sluice audit` on a tar in a process of its own. */
export async function auditTar(tar: string, options: PipelineOptions): Promise<PipelineResult> {
  const { model, filters, limit } = options;
  const folder = await mkdtemp(join(tmpdir(), "sluice-bench-run-"));
  try {
    const choice = ["--filters", filters, "--model", `nsfw-image=${model}`, "--device", "cpu"];
    const few = limit === undefined ? [] : ["--limit", String(limit)];
    const args = ["audit", tar, "--out", join(folder, "run"), ...choice, ...few, "--json", "--quiet"];
    const { stdout, peakBytes, others } = await runNode([program, ...args]);
    const { pairs_per_second } = JSON.parse(stdout) as { pairs_per_second: number };
    return { perSecond: pairs_per_second, peakBytes, others };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
