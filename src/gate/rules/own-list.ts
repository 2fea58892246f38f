import { join } from "node:path";
import { stringify } from "yaml";
import type { Filter } from "../../../filters/index.ts";
import { type Cascade, modelFolder, modelIds, readManifest } from "../../../models/index.ts";
import { manifestDigest } from "../../digest/manifest.ts";
import { loadModel } from "../../pipelines/generate/load-model.ts";
import { claimsIn } from "../model-claims.ts";
import { openOutputGate } from "../output/output-filter.ts";
import { ownHashes } from "../output/own-hashes.ts";
import { openTextReader } from "../output/text-reader.ts";
import { hashesFile, readHashes } from "../output/training-hashes.ts";
import { openPromptGate, type PromptGate } from "../prompt/prompt-gate.ts";
import { filtersDigest } from "../scores.ts";
import { type Allowed, parseAllowed } from "./allowed.ts";

type Facts = readonly Pick<Filter, "id" | "version" | "models">[];

const HEAD = `# What may judge prompts and images here, and draw without an exception, by SHA-256: the gate's own.
# Written by sluice gate rules --allow, from what an installation has. A steward signs it with the other rules.
`;

/**
 * The allow-list of what this installation has: its policies, its filters with and without the model that reads text in
 * pictures, its cascades.
 * @param before an allow-list whose digests stay allowed
 */
export async function ownAllowList(before: Allowed | null = null): Promise<string> {
  const prompt = await openPromptGate({ device: "cpu" });
  try {
    const cascades = await shippedCascades();
    const { policy, filters, tolerances } = await outputFacts(cascades, prompt);
    const own: Allowed = {
      policies: {
        prompt: joined(before?.policies.prompt, [prompt.policy.sha256]),
        image: joined(before?.policies.image, [policy]),
      },
      filters: {
        prompt: joined(before?.filters.prompt, [filtersDigest(prompt.filters)]),
        image: joined(before?.filters.image, filters),
      },
      models: modelsOf(cascades, before),
      tolerances: { ...before?.tolerances, ...tolerances },
    };
    return HEAD + stringify(own);
  } finally {
    await prompt.close();
  }
}

/** An allow-list as it lies in rules; null where there is none. @throws Error with one line where it is none */
export function allowListIn(text: string | undefined): Allowed | null {
  return text === undefined ? null : parseAllowed(text);
}

function joined(before: readonly string[] = [], more: readonly string[]): readonly string[] {
  return [...new Set([...before, ...more])];
}

async function shippedCascades(): Promise<readonly Cascade[]> {
  const found: Cascade[] = [];
  for (const id of modelIds)
    if (readManifest(id).kind === "cascade")
      await loadModel(id).then(
        (one) => found.push(one),
        () => {},
      );
  return found;
}

function modelsOf(cascades: readonly Cascade[], before: Allowed | null): Allowed["models"] {
  const own = cascades.map(({ id, manifest, files, stages }) => ({
    id,
    manifest: manifestDigest(manifest),
    weights: manifestDigest(files),
    stages: stages.map((stage) => stage.id),
  }));
  const others = before?.models.filter((one) => !own.some(({ manifest }) => manifest === one.manifest)) ?? [];
  return [...others, ...own];
}

/** Digests as a generation records them: by training set whose copies are sought, with and without the reader of text. */
async function outputFacts(cascades: readonly Cascade[], promptGate: PromptGate) {
  const digests: string[] = [];
  let policy = "";
  let tolerances: Readonly<Record<string, number>> = {};
  const sets = await hashesOf(cascades);
  // A picture made elsewhere is held against all of them at once.
  const all = sets.length > 1 ? [await ownHashes()] : [];
  const hashes = [{ exception: "no training set" }, ...sets, ...all];
  for (const one of hashes) {
    const textReader = await openTextReader("cpu");
    const output = await openOutputGate({ device: "cpu", promptGate, hashes: one, textReader });
    policy = output.policy.sha256;
    tolerances = { ...tolerances, ...output.tolerances };
    const without: Facts = output.filters.filter(({ id }) => id !== textReader?.facts.id);
    for (const facts of [output.filters, without])
      digests.push(filtersDigest([...facts, ...promptGate.filters]));
    await output.close();
  }
  return { policy, filters: [...new Set(digests)], tolerances };
}

async function hashesOf(cascades: readonly Cascade[]) {
  const found = [];
  for (const cascade of cascades) {
    const { lineage, hashes } = claimsIn(cascade, cascade.id);
    if (lineage !== null && hashes !== null)
      found.push(await readHashes(join(modelFolder(cascade.id), hashesFile), hashes, lineage));
  }
  return found;
}
