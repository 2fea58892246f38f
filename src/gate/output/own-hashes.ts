import { join } from "node:path";
import type { HashIndex } from "../../../filters/index.ts";
import { modelFolder, modelIds, readManifest } from "../../../models/index.ts";
import { sha256OfJson } from "../../digest/sha256.ts";
import { claimsOf } from "../model-claims.ts";
import { hashesFile, readHashes } from "./training-hashes.ts";

/**
 * The hashes of every training set that a model of this installation names, as one index: a picture made elsewhere may
 * be a copy of any of them.
 * @throws CliError (exit code 3) when one of them is missing or changed
 */
export async function ownHashes(): Promise<HashIndex | { readonly exception: string }> {
  const found: HashIndex[] = [];
  for (const id of modelIds) {
    if (readManifest(id).kind !== "cascade") continue;
    const { hashes, lineage } = await claimsOf(id);
    if (hashes === null || lineage === null) continue;
    found.push(await readHashes(join(modelFolder(id), hashesFile), hashes, lineage));
  }
  const [first, ...rest] = found;
  if (first === undefined) return { exception: "no model here names the hashes of its training set" };
  return rest.length === 0 ? first : joined(found);
}

function joined(all: readonly HashIndex[]): HashIndex {
  const both = (half: "upper" | "lower") => Uint32Array.from(all.flatMap((one) => [...one[half]]));
  return {
    dataset: all.map(({ dataset }) => dataset).join(", "),
    fingerprint: sha256OfJson(all.map(({ fingerprint }) => fingerprint)),
    sha256: sha256OfJson(all.map(({ sha256 }) => sha256)),
    upper: both("upper"),
    lower: both("lower"),
  };
}
