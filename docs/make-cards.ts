/**
 * Makes the cards of the built-in sample and models anew: `npm run cards`, after the sample, a filter, a model or an
 * `answers.yaml` changed.
 */
import { copyFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root, sluice } from "../test/support/cli.ts";

const home = join(root, "datasets/sample/card");
const folder = await mkdtemp(join(tmpdir(), "sluice-card-"));
try {
  const run = join(folder, "run");
  const models = [
    "text-toxicity",
    "nsfw-mobilenet-v2",
    "nsfw-mobilenet-v2-mid",
    "nsfw-inception-v3",
    "open-nsfw",
    "illustrator",
  ];
  for (const words of [
    ...models.flatMap((id) => {
      const model = join(root, "models", id);
      return [
        ["card", "init", model],
        ["card", "answer", model, "--from", join(model, "cards/answers.yaml")],
        ["card", "render", model],
      ];
    }),
    ["audit", "sample", "--out", run],
    ["card", "init", run],
    ["card", "answer", run, "--from", join(home, "answers.yaml")],
    ["card", "render", run, "--to", home],
  ]) {
    const { code, stderr } = await sluice(...words);
    if (code !== 0 && code !== 4) throw new Error(`sluice ${words.join(" ")} ended with ${code}: ${stderr}`);
  }
  await copyFile(join(run, "cards/card.yaml"), join(home, "card.yaml"));
} finally {
  await rm(folder, { recursive: true, force: true });
}
