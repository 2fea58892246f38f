import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Transcript } from "../../docs/transcripts.ts";
import { planReview } from "../../src/review/plan.ts";
import { openDecidedRun } from "../../src/run/decided-run.ts";
import { openLabelFile } from "../../src/run/labels.ts";
import { sluiceIn } from "./cli.ts";

/** What a page's transcripts find in their folder besides `runs/sample`. */
const prepared: Readonly<Record<string, (folder: string) => Promise<void> | void>> = {
  "docs/calibrate.md": (folder) => label(join(folder, "runs/sample")),
  "docs/cards.md": (folder) => writeFileSync(join(folder, "removed.txt"), "00000/000000007\n"),
  "docs/policies.md": (folder) => writeFileSync(join(folder, "my-policy.yaml"), ownPolicy),
};

const ownPolicy = `name: mine
version: 1
description: What it is for, and for whom.
rules:
  - id: porn
    reason: The image model is sure
    when: image_pron >= 0.9
    action: drop
`;

/**
 * Plays a page's transcripts in a folder that holds `runs/sample`, an audited sample.
 * @returns lines printed, by transcript and command: stdout, then stderr without progress
 */
export async function play(
  page: string,
  transcripts: readonly Transcript[],
  folder: string,
  audited: string,
): Promise<readonly (readonly (readonly string[])[])[]> {
  mkdirSync(join(folder, "runs"), { recursive: true });
  cpSync(audited, join(folder, "runs/sample"), { recursive: true });
  await prepared[page]?.(folder);
  const outputs = [];
  for (const { spoken } of transcripts) {
    const block = [];
    for (const { words } of spoken) {
      const { stdout, stderr } = await sluiceIn({ cwd: folder }, ...words);
      const lines = `${stdout}${stderr}`.replaceAll(`${folder}/`, "").split("\n");
      block.push(
        lines
          .slice(0, -1)
          .filter((line) => !progress.test(line))
          .map((line) => line.trimEnd()),
      );
    }
    outputs.push(block);
  }
  return outputs;
}

/** Lines that say how far something is. */
const progress = /^\d+\/\d+ shards? · |^\S+ \d+ × \d+ on \S+ · |^hashing shard/u;

/** Verdicts of two made-up reviewers over a stratified sample, who differ on two pairs. */
async function label(run: string): Promise<void> {
  const view = await openDecidedRun(run, "default");
  try {
    const plan = await planReview(view, "ann", { strategy: "stratified", size: 27, seed: 1 });
    const scores = await view.query.rows<{ key: string; score: number | null }>(
      "SELECT key, image_porn + image_hentai + image_sexy AS score FROM scores",
    );
    const scoreOf = new Map(scores.map(({ key, score }) => [key, score ?? 0]));
    for (const [r, reviewer] of ["ann", "bob"].entries()) {
      const file = await openLabelFile(run, reviewer, () => new Date("2026-01-02T03:04:05Z"));
      for (const [i, { key, shard, row, stratum, probability }] of plan.pending.entries()) {
        const harmful = (scoreOf.get(key) ?? 0) >= 0.2 || (r === 1 && i % 15 === 7);
        await file.append({
          type: "verdict",
          role: "reviewer",
          ...{ key, shard, row, verdict: harmful ? "drop" : "keep" },
          ...{ rung: 3, caption: true, seconds: 4, also: [] },
          design: { ...plan.design, stratum, probability },
        });
      }
      await file.close();
    }
  } finally {
    view.close();
  }
}
