import { join } from "node:path";
import { z } from "zod";
import { modelId, path, sha256 } from "../../manifest-common.ts";
import { readTokenizer } from "../../tokenizer-texts.ts";
import type { Cascade } from "../cascade.ts";
import { folderJson, networkIn, pinFolder } from "./pinned.ts";
import { readSettings } from "./read-settings.ts";

/** `cascade.json` as models/cascade/export_if.py writes it. */
const layout = z.strictObject({
  kind: z.literal("deepfloyd-if"),
  title: z.string(),
  license: z.string(),
  source: z.string(),
  files: z.array(z.strictObject({ path, sha256, bytes: z.int() })).min(1),
  textEncoder: z.strictObject({
    onnx: path,
    tokenizer: path,
    maxTokens: z.int().positive(),
    width: z.int().positive(),
  }),
  stages: z
    .array(
      z.strictObject({
        id: modelId,
        onnx: path,
        size: z.int().positive(),
        channels: z.int().positive(),
        scheduler: path,
        steps: z.int().positive(),
        guidance: z.number().min(0),
        lowRes: z.strictObject({ noiseLevel: z.int().min(0), scheduler: path }).exactOptional(),
      }),
    )
    .min(1),
  safetyChecker: path.nullable(),
});

/**
 * An export of DeepFloyd IF: T5 → 64 → 256 pixels. Clause 2 of its licence forbids running it without its
 * inference filters, so an export without them does not load.
 * @throws Error with one line when a file is missing or changed, or the filters were left out
 */
export async function deepFloydFolder(folder: string): Promise<Cascade> {
  const json = folderJson(folder);
  const manifest = json.read("cascade.json", layout);
  const { title, license, source, files, textEncoder, stages, safetyChecker } = manifest;
  if (safetyChecker === null)
    throw new Error(
      `Cannot load cascade "${folder}": it was exported without its safety checker, and its licence forbids running it so; export it again with models/cascade/export_if.py`,
    );
  const listed = new Set(files.map((file) => file.path));
  const digests = await pinFolder(
    folder,
    [...listed],
    Object.fromEntries(files.map((file) => [file.path, file.sha256])),
  );
  const at = (name: string) => networkIn(folder, name, digests, "export it again");
  const settingsOf = (path: string, by: { readonly steps: number; readonly guidance: number }) =>
    readSettings(folder, json, path, by).settings;
  const cascade: Cascade = {
    id: folder,
    origin: folder,
    manifest,
    title,
    license,
    source,
    lineage: null,
    notes: [],
    requires: ["licence-filters"],
    files: digests,
    textEncoder: {
      onnx: at(textEncoder.onnx),
      tokenizer: readTokenizer(
        join(folder, textEncoder.tokenizer),
        (name) => digests[join(textEncoder.tokenizer, name)],
      ),
      maxTokens: textEncoder.maxTokens,
      width: textEncoder.width,
      padding: "seen",
      lowerCase: true,
    },
    stages: stages.map(({ scheduler, lowRes, onnx, steps, guidance, ...stage }) => ({
      ...stage,
      onnx: at(onnx),
      settings: settingsOf(scheduler, { steps, guidance }),
      lowRes: lowRes
        ? {
            noiseLevel: lowRes.noiseLevel,
            schedule: settingsOf(lowRes.scheduler, { steps: 1, guidance: 1 }).schedule,
          }
        : null,
      decoder: null,
    })),
    checker: { onnx: at(safetyChecker), kind: "logits" },
  };
  json.hold(digests);
  return cascade;
}
