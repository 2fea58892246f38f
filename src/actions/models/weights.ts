import {
  checkFiles,
  listModels as list,
  lockPath,
  pinModel as pinAt,
  pinFolder,
  pullModel as pull,
  pullFromFolder,
  readManifest,
} from "../../../models/index.ts";
import { CliError, oneLine } from "../../process/errors.ts";

/** Models, their licences, and whether they are here. @throws CliError (exit code 2) where a manifest is damaged */
export function listModels(): ReturnType<typeof list> {
  return refusing(list);
}

/** Where a model's files come from, and whom to tell. */
export interface PullWish {
  /** A folder instead of the network. */
  readonly from?: string | undefined;
  readonly signal: AbortSignal;
  readonly onFile: (path: string) => void;
}

/** A model's files as they were locked. */
export interface Pulled {
  readonly entry: Awaited<ReturnType<typeof pull>>;
  /** The file that holds the digests. */
  readonly lock: string;
}

/** Fetches a model and locks its digests. @throws CliError (exit code 2) where it cannot be had, or is not what was locked before */
export async function pullModel(id: string, { from, signal, onFile }: PullWish): Promise<Pulled> {
  const entry = await refusing(() =>
    from === undefined ? pull(id, { signal, onFile }) : pullFromFolder(id, from),
  );
  return { entry, lock: lockPath() };
}

/** What a person takes for a model: a commit of the hub, or a folder. */
export interface PinWish extends PullWish {
  readonly commit?: string | undefined;
}

/**
 * Takes what lies at a commit or in a folder for what an unpinned model is from now on, and locks its digests.
 * @throws CliError (exit code 2) where the model is pinned already, cannot be had, or not just one place is named
 */
export async function pinModel(id: string, { commit, from, signal, onFile }: PinWish): Promise<Pulled> {
  if ((commit === undefined) === (from === undefined))
    throw new CliError(`Cannot pin model "${id}": wanted either --commit or --from`, { exitCode: 2 });
  const entry = await refusing(() =>
    from === undefined ? pinAt(id, commit ?? "", { signal, onFile }) : pinFolder(id, from),
  );
  return { entry, lock: lockPath() };
}

/** A model whose files are as they should be. */
export interface VerifiedModel {
  readonly id: string;
  readonly files: readonly { readonly path: string; readonly sha256: string }[];
}

/**
 * Checks the SHA-256 of every file of a model, or of all that are here.
 * @throws CliError (exit code 2) naming the first file that is missing or damaged
 */
export async function verifyModels(id: string | undefined): Promise<readonly VerifiedModel[]> {
  const here = async () =>
    (await list()).filter(({ state }) => !state.startsWith("not ")).map((one) => one.id);
  const verified: VerifiedModel[] = [];
  for (const one of id === undefined ? await here() : [id]) {
    const files = await refusing(() => checkFiles(readManifest(one)));
    verified.push({ id: one, files: [...files].map(([path, { sha256 }]) => ({ path, sha256 })) });
  }
  return verified;
}

/** What the models room throws is for people already; here it gets its exit code. */
async function refusing<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    throw new CliError(oneLine(cause), { exitCode: 2, cause });
  }
}
