import { join } from "node:path";
import { buildIllustrations, buildSample } from "../../datasets/index.ts";
import { CliError, oneLine } from "../process/errors.ts";
import { packageRoot } from "../process/version.ts";
import type { BuiltDatasetName } from "./choices.ts";

/** A shard as it was written. */
export interface BuiltShard {
  /** Below `shards/`. */
  readonly file: string;
  readonly pairs: number;
  readonly bytes: number;
  readonly sha256: string;
}

/** A dataset as it was built. */
export interface BuiltDataset {
  readonly to: string;
  readonly shards: readonly BuiltShard[];
  /** What `sluice audit` takes. */
  readonly uri: string;
}

/** Where to, at which sizes, and whom to tell. */
export interface BuildWish {
  /** Without it, its folder in Sluice. */
  readonly to?: string;
  /** Sides of the pictures, where the dataset has several. */
  readonly sizes?: readonly number[];
  readonly signal: AbortSignal;
  readonly onPicture: (done: number, all: number) => void;
}

interface Builder {
  readonly uri: (to: string) => string;
  readonly build: (to: string, wish: BuildWish) => Promise<readonly BuiltShard[]>;
}

/** How each dataset is built; a new one is one entry here and its name among the choices. */
const builders: Readonly<Record<BuiltDatasetName, Builder>> = {
  sample: {
    uri: (to) => join(to, "shards"),
    build(to, { sizes }) {
      if (sizes !== undefined)
        throw new CliError(`Cannot build "sample" at other sizes: leave out --sizes`, { exitCode: 2 });
      return buildSample(to);
    },
  },
  illustrations: {
    uri: (to) => join(to, "shards", "256"),
    build: (to, { sizes, signal, onPicture: progress }) =>
      buildIllustrations(to, { signal, progress, ...(sizes && { sides: sizes }) }),
  },
};

/**
 * Builds a built-in dataset from open packages.
 * @throws CliError (exit code 2): no such dataset, or what it is made of is not there
 * @throws the signal's reason once it is aborted
 */
export async function buildDataset(name: string, wish: BuildWish): Promise<BuiltDataset> {
  if (!isBuilt(name))
    throw new CliError(`Cannot build dataset "${name}": wanted ${Object.keys(builders).join(", ")}`, {
      exitCode: 2,
    });
  const builder = builders[name];
  const to = wish.to ?? join(packageRoot, "datasets", name);
  try {
    return { to, shards: await builder.build(to, wish), uri: builder.uri(to) };
  } catch (cause) {
    if (wish.signal.aborted || cause instanceof CliError) throw cause;
    throw new CliError(oneLine(cause), { exitCode: 2, cause });
  }
}

function isBuilt(name: string): name is BuiltDatasetName {
  return Object.hasOwn(builders, name);
}
