import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { z } from "zod";
import { modelFolder } from "../../models/index.ts";
import { CliError, oneLine } from "../errors.ts";
import { type ModelClaims, manifestDigest } from "./preconditions.ts";

const manifestSchema = z.looseObject({
  id: z.string(),
  lineage: z
    .looseObject({ dataset: z.string(), fingerprint: z.string(), cardSha256: z.string().optional() })
    .optional(),
});

/**
 * What a model's manifest claims.
 * @param model an id, or a folder named as a path
 * @throws CliError (exit code 2) when there is no such model, or its manifest is damaged
 */
export async function claimsOf(model: string): Promise<ModelClaims> {
  const isId = /^[a-z0-9-]+$/u.test(model);
  const folder = isId ? modelFolder(model) : model;
  try {
    const text = await readFile(join(folder, "model.json"), "utf8");
    const manifest: unknown = JSON.parse(text);
    const { lineage } = manifestSchema.parse(manifest);
    return {
      id: isId ? model : idOf(folder),
      manifest: manifestDigest(manifest),
      lineage:
        lineage === undefined
          ? null
          : {
              dataset: lineage.dataset,
              fingerprint: lineage.fingerprint,
              cardSha256: lineage.cardSha256 ?? null,
            },
    };
  } catch (cause) {
    throw new CliError(`Cannot find model "${model}": wanted an id of sluice models list, or a folder with a model.json: ${oneLine(cause)}`, { exitCode: 2, cause });
  }
}

/** A folder's name as an id: the manifest's digest says which one it was. */
function idOf(folder: string): string {
  const id = basename(folder).toLowerCase().replace(/[^a-z0-9-]+/gu, "-").slice(0, 64);
  return id === "" ? "model" : id;
}
