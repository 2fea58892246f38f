import { readFile } from "node:fs/promises";
import { type Dataset, type DatasetWriter, writerFor, writers } from "../../datasets/index.ts";
import { loadFaceFinder } from "../../models/index.ts";
import { reopenRunDataset } from "../extensions/reopen.ts";
import { curate } from "../pipelines/curate/curate.ts";
import type { Curated } from "../pipelines/curate/summary.ts";
import { CliError, oneLine } from "../process/errors.ts";
import type { Context } from "../process/events.ts";
import { keysOfView } from "../views/pairs-out.ts";
import { type RunAt, withRun } from "./open-run.ts";

/** What is written, and where. */
export interface CurateWish {
  /** The new dataset's folder. */
  readonly to: string;
  /** A writer's id, as {@link outputFormats} lists them; the dataset's own format unless given. */
  readonly format?: string | null;
  /** Where the dataset lies now, when it moved. */
  readonly data?: string | null;
  /** A file with keys or SHA-256 digests, one a line, that must not be written. */
  readonly subtract?: string;
  /** Name of a view: only its pairs are written. */
  readonly view?: string;
  /** Writes pairs that the policy leaves to people, too, where nobody has looked. */
  readonly includeUnreviewed?: boolean;
  /** Members (`.cls`) and fields (`title`) to write though nothing measured them. */
  readonly carry?: readonly string[];
  /** Writes pictures with their faces blurred. */
  readonly blurFaces?: boolean;
}

/** What came of it. */
export interface CurateResult {
  readonly curated: Curated;
  /** Whether pairs or shards were no longer what was audited: done, but not with all that should be there. */
  readonly lost: boolean;
}

/**
 * Writes what a run's policy and its reviewers let pass as a dataset; resumes when broken off.
 * @throws CliError (exit code 2): an unknown format, an unfinished run, a dataset out of reach, a folder that is taken
 * @throws the signal's reason once it is aborted; whole shards are kept
 */
export async function curateRun(at: RunAt, wish: CurateWish, context: Context): Promise<CurateResult> {
  const subtract = await subtractionList(wish.subtract);
  return withRun(at, async (view) => {
    const dataset = await reopenRunDataset(view.run.inputs, view.folder, wish.data ?? null);
    const writer = writerFor(dataset, wish.format ?? null);
    if (writer === undefined) throw new CliError(`Cannot write format "${wish.format}"`, { exitCode: 2 });
    const unreviewed = wish.includeUnreviewed ? "keep" : "hold";
    const carry = [...new Set(wish.carry)].sort();
    const only = wish.view === undefined ? null : new Set(await keysOfView(view, wish.view));
    const finder = wish.blurFaces === true ? await blurringFinder(dataset, writer, carry) : null;
    const curated = await curate(
      { view, dataset, to: wish.to, writer, unreviewed, subtract, only, carry, finder },
      context,
    ).finally(() => finder?.close());
    return { curated, lost: lostSome(curated) };
  });
}

/** What copies rows whole would copy the pictures in them. */
const COPIES = ["parquet", "arrow", "tfrecord"];

async function blurringFinder(dataset: Dataset, writer: DatasetWriter, carry: readonly string[]) {
  const refuse = (why: string) => {
    throw new CliError(`Cannot blur faces: ${why}`, { exitCode: 2 });
  };
  if (!dataset.hasImages)
    refuse("this dataset holds addresses, and no pictures; sluice fetch gets them first");
  if (carry.length > 0) refuse("--carry writes what nobody looked at; leave one of the two");
  const own = dataset.shards.map((shard) => writer.of?.(shard) ?? writer);
  if (own.some(({ id }) => COPIES.includes(id) && dataset.shards.some(({ format }) => format === id)))
    refuse(`rows of ${dataset.format} are copied as they are stored; add --format webdataset or imagefolder`);
  return loadFaceFinder("centerface", { device: "auto" });
}

/** How a dataset can be written: as its source is stored, whose id is null, or in a format. */
export function outputFormats(): readonly { readonly id: string | null; readonly about: string }[] {
  const asStored = { id: null, about: "as the source is stored: its files, fields and types" };
  return [asStored, ...writers.map(({ id, about }) => ({ id, about }))];
}

function lostSome({ reasons, troubles }: Curated): boolean {
  return reasons.some(({ rule }) => rule === "changed" || rule === "gone") || troubles.length > 0;
}

async function subtractionList(path: string | undefined): Promise<ReadonlySet<string>> {
  if (path === undefined) return new Set();
  try {
    const lines = (await readFile(path, "utf8")).split("\n").map((line) => line.trim());
    return new Set(lines.filter((line) => line !== "" && !line.startsWith("#")));
  } catch (cause) {
    throw new CliError(`Cannot read subtraction list "${path}": ${oneLine(cause)}`, { exitCode: 2, cause });
  }
}
