import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TextClassifier } from "../models/index.ts";

const root = join(import.meta.dirname, "..");

/** The text model of an earlier commit, run by that commit's own code, and how to be rid of it. */
export async function textModelBefore(
  commit: string,
): Promise<{ readonly model: Pick<TextClassifier, "classify" | "close">; readonly remove: () => void }> {
  const folder = mkdtempSync(join(tmpdir(), "sluice-before-"));
  const git = (...words: readonly string[]) => execFileSync("git", words, { cwd: root, stdio: "pipe" });
  git("worktree", "add", "--detach", "--force", folder, commit);
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  const { loadTextClassifier } = await import(join(folder, "models/index.ts"));
  const model = await loadTextClassifier("text-toxicity", { device: "cpu" });
  const remove = () => {
    git("worktree", "remove", "--force", folder);
    rmSync(folder, { recursive: true, force: true });
  };
  return { model, remove };
}
