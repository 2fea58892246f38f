import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { parseManifest, type TextEncoderManifest } from "../manifest.ts";
import type { PinnedNetwork } from "../pinned.ts";
import { readTokenizer } from "../tokenizer-texts.ts";
import { advice, checkFiles, type LoadedFile, loadFiles } from "../weights.ts";
import type { Cascade, CascadeStage } from "./cascade.ts";
import { deepFloydFolder } from "./folder/deepfloyd.ts";
import { stableDiffusionFolder } from "./folder/stable-diffusion.ts";
import { loadedOnce } from "./loaded.ts";
import type { CascadeManifest, StageManifest } from "./manifest.ts";

/**
 * Finds a cascade by its model's id, or in a folder that is named as a path: one of Sluice's own kind (`model.json`),
 * Stable Diffusion in ONNX (`model_index.json`) or an export of DeepFloyd IF (`cascade.json`). Every file's digest is
 * known, and checked here or, of networks, when they are loaded, so that they are read once. What comes back is frozen,
 * and the only thing that the engine draws with: nobody names a model to it.
 * @throws Error with one line: not known, of another kind, incomplete, or changed
 */
export async function loadCascade(name: string): Promise<Cascade> {
  return loadedOnce(await found(name));
}

async function found(name: string): Promise<Cascade> {
  if (/[/\\]|^\.+$/u.test(name)) return loadFolder(name);
  const { manifest, files } = await loadFiles(name, "cascade", networksOf);
  return withEncoder({ manifest, files, origin: name, advice: advice(manifest) });
}

/** A cascade of our kind, and what to do where one of its files is not what it should be. */
interface Own {
  readonly manifest: CascadeManifest;
  readonly files: ReadonlyMap<string, LoadedFile>;
  readonly origin: string;
  readonly advice: string;
}

async function withEncoder(own: Own): Promise<Cascade> {
  const { manifest } = own;
  const { model, maxTokens } = manifest.textEncoder;
  const encoder = await loadFiles(model, "text-encoder", ({ onnx }) => [onnx]);
  if (maxTokens > encoder.manifest.maxTokens)
    throw new Error(
      `Cannot load model "${manifest.id}": textEncoder.maxTokens is ${maxTokens}, but ${model} reads ${encoder.manifest.maxTokens}`,
    );
  return ownCascade(own, encoder);
}

function networksOf({ stages }: CascadeManifest): readonly string[] {
  return stages.map(({ onnx }) => onnx);
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch (cause) {
    throw new Error(`Cannot read "${path}": it is no JSON`, { cause });
  }
}

/** A cascade of our kind that lies elsewhere, such as a candidate that was just exported. */
async function ownFolder(folder: string): Promise<Cascade> {
  const path = join(folder, "model.json");
  const manifest = parseManifest(readJson(path), path);
  if (manifest.kind !== "cascade")
    throw new Error(`Cannot use model "${folder}" here: wanted kind cascade, got ${manifest.kind}`);
  const later = new Set(networksOf(manifest));
  const files = await checkFiles(manifest, { later, beside: folder });
  return withEncoder({ manifest, files, origin: folder, advice: advice(manifest, folder) });
}

async function loadFolder(name: string): Promise<Cascade> {
  const folder = resolve(name);
  if (!existsSync(folder) || !statSync(folder).isDirectory())
    throw new Error(`Cannot load cascade "${name}": there is no such folder`);
  if (existsSync(join(folder, "model.json"))) return ownFolder(folder);
  if (existsSync(join(folder, "cascade.json"))) return deepFloydFolder(folder);
  if (existsSync(join(folder, "model_index.json"))) return stableDiffusionFolder(folder);
  throw new Error(
    `Cannot load cascade "${name}": wanted model.json (a model of Sluice's kind), model_index.json (Stable Diffusion in ONNX) or cascade.json (an export of DeepFloyd IF; docs/cascade.md)`,
  );
}

function ownCascade(
  { manifest, files, origin, advice: next }: Own,
  encoder: { readonly manifest: TextEncoderManifest; readonly files: ReadonlyMap<string, LoadedFile> },
): Cascade {
  const { id, title, license, source, lineage = null } = manifest;
  const networks = new Set(networksOf(manifest));
  const digests = (of: ReadonlyMap<string, LoadedFile>, model: string, part = (_: string) => true) =>
    [...of].filter(([path]) => part(path)).map(([path, { sha256 }]) => [`${model}/${path}`, sha256] as const);
  const tokenizer = fileOf(encoder.files, "tokenizer.json", encoder.manifest.id);
  return {
    id,
    origin,
    manifest,
    title,
    license,
    source,
    lineage,
    notes: [],
    requires: ["image-filters"],
    files: Object.fromEntries([
      ...digests(files, id, (path) => networks.has(path)),
      ...digests(encoder.files, encoder.manifest.id),
    ]),
    textEncoder: {
      onnx: {
        ...fileOf(encoder.files, encoder.manifest.onnx, encoder.manifest.id),
        advice: advice(encoder.manifest),
      },
      tokenizer: readTokenizer(dirname(tokenizer.path), (name) => encoder.files.get(name)?.sha256),
      maxTokens: manifest.textEncoder.maxTokens,
      width: encoder.manifest.width,
      padding: "masked",
    },
    stages: manifest.stages.map((stage) =>
      ownStage(stage, { ...fileOf(files, stage.onnx, id), advice: next }),
    ),
    checker: null,
  };
}

function ownStage(
  { id, size, channels, lowRes, onnx: _, ...settings }: StageManifest,
  onnx: PinnedNetwork,
): CascadeStage {
  return {
    id,
    onnx,
    size,
    channels,
    settings,
    lowRes: lowRes ? { noiseLevel: lowRes.noiseLevel, schedule: lowRes.schedule ?? settings.schedule } : null,
    decoder: null,
  };
}

function fileOf(files: ReadonlyMap<string, LoadedFile>, path: string, id: string): LoadedFile {
  const file = files.get(path);
  if (file === undefined) throw new Error(`Cannot load model "${id}": its files must list ${path}`);
  return file;
}
