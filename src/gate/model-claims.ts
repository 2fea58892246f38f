import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { z } from "zod";
import { modelFolder } from "../../models/index.ts";
import { CliError, oneLine } from "../errors.ts";
import { hashesFile } from "./output/training-hashes.ts";
import { type ModelClaims, manifestDigest } from "./preconditions.ts";

const own = z.looseObject({
  kind: z.literal("cascade"),
  files: z.array(z.looseObject({ path: z.string(), sha256: z.string() })),
  lineage: z.looseObject({
    dataset: z.string(),
    fingerprint: z.string(),
    cardSha256: z.string().optional(),
  }),
});

/** What names a cascade in a folder of another maker; it says nothing of a training set. */
const foreign = ["cascade.json", "model_index.json"] as const;

/**
 * What a cascade's manifest claims.
 * @param model an id of `sluice models list`, or a folder named as a path
 * @throws CliError (exit code 2) when there is no such cascade, or its manifest is damaged
 */
export async function claimsOf(model: string): Promise<ModelClaims> {
  try {
    if (!/[/\\]|^\.+$/u.test(model)) return await ownClaims(model);
    const name = foreign.find((one) => existsSync(join(model, one)));
    if (name === undefined) throw new Error(`wanted a folder with ${foreign.join(" or ")}`);
    return {
      id: idOf(model),
      named: model,
      folder: model,
      manifest: manifestDigest(await json(join(model, name))),
      lineage: null,
      hashes: null,
    };
  } catch (cause) {
    throw new CliError(`Cannot use model "${model}": ${oneLine(cause)}`, { exitCode: 2, cause });
  }
}

async function ownClaims(id: string): Promise<ModelClaims> {
  if (!/^[a-z0-9-]{1,64}$/u.test(id) || !existsSync(join(modelFolder(id), "model.json")))
    throw new Error("there is no such model; see sluice models list");
  const manifest = await json(join(modelFolder(id), "model.json"));
  const result = own.safeParse(manifest);
  if (!result.success) throw new Error("wanted a cascade, which makes images");
  const { lineage, files } = result.data;
  const { dataset, fingerprint, cardSha256 = null } = lineage;
  return {
    id,
    named: id,
    folder: modelFolder(id),
    manifest: manifestDigest(manifest),
    lineage: { dataset, fingerprint, cardSha256 },
    hashes: files.find(({ path }) => path === hashesFile)?.sha256 ?? null,
  };
}

async function json(path: string): Promise<unknown> {
  return JSON.parse(await readFile(path, "utf8"));
}

/** A folder's name as an id: the manifest's digest says which one it was. */
function idOf(folder: string): string {
  const id = basename(folder)
    .toLowerCase()
    .replace(/[^a-z0-9-]+/gu, "-");
  return id.replace(/^-+$/u, "").slice(0, 64) || "model";
}
