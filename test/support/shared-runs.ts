import { cpSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { sluice } from "./cli.ts";
import { madeOnce } from "./made-once.ts";

/** Copies a run over the built-in sample: every filter that ships, by one worker, audited once for all test files. */
export async function auditedSample(to: string): Promise<void> {
  const made = await madeOnce("sample", async (folder) => {
    const words = ["audit", "sample", "--out", join(folder, "run"), "--workers", "1", "--quiet"];
    // 4: done, and some pairs of the sample cannot be read.
    expect((await sluice(...words)).code).toBe(4);
  });
  cpSync(join(made, "run"), to, { recursive: true });
}
