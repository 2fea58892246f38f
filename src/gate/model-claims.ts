import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { z } from "zod";
import { type Cascade, modelFolder } from "../../models/index.ts";
import { manifestDigest } from "../digest/manifest.ts";
import { CliError, oneLine } from "../process/errors.ts";
import { isElsewhere } from "./elsewhere.ts";
import { hashesFile } from "./output/training-hashes.ts";
import type { ModelClaims } from "./preconditions.ts";

const own = z.looseObject({
  kind: z.literal("cascade"),
  files: z.array(z.looseObject({ path: z.string(), sha256: z.string() })),
  lineage: z
    .looseObject({ dataset: z.string(), fingerprint: z.string(), cardSha256: z.string().optional() })
    .optional(),
});

const ours = "model.json";

/** What names a cascade in a folder of another maker; it says nothing of a training set. */
const foreign = ["cascade.json", "model_index.json"] as const;

/**
 * What a cascade's manifest claims.
 * @param model an id of `sluice models list`, or a folder named as a path
 * @throws CliError (exit code 2) when there is no such cascade, or its manifest is damaged
 */
export async function claimsOf(model: string): Promise<ModelClaims> {
  try {
    if (/[/\\]|^\.+$/u.test(model)) return await folderClaims(model);
    if (!isShipped(model)) throw new Error("there is no such model; see sluice models list");
    return await ownClaims({ id: model, named: model, folder: modelFolder(model) });
  } catch (cause) {
    throw new CliError(`Cannot use model "${model}": ${oneLine(cause)}`, { exitCode: 2, cause });
  }
}

async function folderClaims(folder: string): Promise<ModelClaims> {
  const from = { id: idOf(folder), named: folder, folder };
  if (existsSync(join(folder, ours))) return ownClaims(from);
  const name = foreign.find((one) => existsSync(join(folder, one)));
  if (name === undefined) throw new Error(`wanted a folder with ${[ours, ...foreign].join(" or ")}`);
  const manifest = manifestDigest(await json(join(folder, name)));
  return { ...from, manifest, lineage: null, hashes: null };
}

/**
 * What a cascade that was read claims: of the very manifest that it will draw by, which is not read again.
 * @param named what the command line called it: its id, or its folder as a path
 */
export function claimsIn(cascade: Cascade, named: string): ModelClaims {
  const isFolder = /[/\\]|^\.+$/u.test(named);
  const from = isFolder
    ? { id: idOf(named), named, folder: named }
    : { id: named, named, folder: modelFolder(named) };
  const claims = own.safeParse(cascade.manifest).success ? claimsBy(cascade.manifest, from) : null;
  return claims ?? { ...from, manifest: manifestDigest(cascade.manifest), lineage: null, hashes: null };
}

async function ownClaims(from: Place): Promise<ModelClaims> {
  return claimsBy(await json(join(from.folder, ours)), from);
}

type Place = Pick<ModelClaims, "id" | "named" | "folder">;

function claimsBy(manifest: unknown, from: Place): ModelClaims {
  const result = own.safeParse(manifest);
  if (!result.success) throw new Error("wanted a cascade, which makes images");
  const { lineage = null, files } = result.data;
  return {
    ...from,
    manifest: manifestDigest(manifest),
    lineage: lineage && {
      dataset: lineage.dataset,
      fingerprint: lineage.fingerprint,
      cardSha256: lineage.cardSha256 ?? null,
    },
    hashes: files.find(({ path }) => path === hashesFile)?.sha256 ?? null,
  };
}

function isShipped(id: string): boolean {
  return /^[a-z0-9-]{1,64}$/u.test(id) && existsSync(join(modelFolder(id), ours));
}

async function json(path: string): Promise<unknown> {
  return JSON.parse(await readFile(path, "utf8"));
}

/**
 * A folder's name as an id: the manifest's digest says which one it was. Never the id of a shipped model or of one that
 * draws elsewhere, so that no grant or exception for the one serves the other.
 */
function idOf(folder: string): string {
  const slug = basename(resolve(folder))
    .toLowerCase()
    .replace(/[^a-z0-9-]+/gu, "-");
  const id = slug.replace(/^-+$/u, "").slice(0, 64) || "model";
  return isShipped(id) || isElsewhere(id) ? `folder-${id}`.slice(0, 64) : id;
}
