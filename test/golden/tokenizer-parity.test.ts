import { readFileSync } from "node:fs";
import { join } from "node:path";
import { AutoTokenizer, env } from "@xenova/transformers";
import { describe, expect, it } from "vitest";
import { modelFolder } from "../../models/index.ts";
import { loadTokenizer, promptTokenizer } from "../../models/tokenizer.ts";
import { readTokenizer } from "../../models/tokenizer-texts.ts";

/** The prompts that the gate's red team wrote, and what trips tokenizers. */
const texts = [
  ...readFileSync(join(import.meta.dirname, "../../filters/policies/gate/red-team.jsonl"), "utf8")
    .trim()
    .split("\n")
    .map((line) => Buffer.from((JSON.parse(line) as { prompt: string }).prompt, "base64").toString()),
  "",
  " ",
  "naïve façade – ÅNGSTRÖM, Straße",
  "👩‍🚀🏽 on the 🌕; 中文字符 and العربية",
  "don't\tstop\n\nnow… [MASK] [CLS] ##ing",
  "a".repeat(300),
  "\u0000\u200b\ufeffhidden\u202e",
];

env.allowRemoteModels = false;

describe.each(["text-toxicity", "minilm-l6-v2"])("the tokenizer of %s", (id) => {
  it("gives the ids of transformers.js, at least for 200 texts", async () => {
    const theirs = await AutoTokenizer.from_pretrained(modelFolder(id), { local_files_only: true });
    const ours = await loadTokenizer(modelFolder(id), 10_000);
    const prompt = promptTokenizer(readTokenizer(modelFolder(id)), 64);
    expect(texts.length).toBeGreaterThanOrEqual(200);
    for (const text of texts) {
      expect(ours.encode(text)).toEqual(theirs.encode(text));
      const { ids, used } = prompt(text);
      expect(ids.slice(used).every((pad) => pad === theirs.pad_token_id)).toBe(true);
    }
  });
});
