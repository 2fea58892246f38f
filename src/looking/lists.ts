import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { copyFile, realpath, rm } from "node:fs/promises";
import { join } from "node:path";
import { type RunAt, withRun } from "../actions/open-run.ts";
import { subsetNpy } from "../pipelines/curate/subset.ts";
import { CliError, oneLine } from "../process/errors.ts";
import { partOf, takeName, writeNew } from "../process/files.ts";
import type { DecidedRun } from "../run/decided-run.ts";
import { literal } from "../run/literal.ts";
import { everything, type Lens } from "../run/questions/lens.ts";
import { checkLens, orderSql, placeSql, underLens, whereSql } from "../run/questions/rows.ts";
import { keysUnder, pairsUnder, uidsUnder } from "../views/pairs-out.ts";
import { lensOfView } from "../views/saved-view.ts";

/** Which pairs: those of a view for which a predicate holds; all unless said. */
export interface WhichPairs {
  readonly where?: string | undefined;
  readonly view?: string | undefined;
  /** Words: of these pairs, those whose captions are nearest to them in meaning, the nearest first. */
  readonly like?: string | undefined;
  /** What is near to them: captions unless said, or pictures. */
  readonly over?: "captions" | "images" | undefined;
  /** By which CLIP model pictures are looked at; the one that Sluice names unless said. */
  readonly clip?: string | undefined;
  /** Where the dataset's pictures lie now, when it moved. */
  readonly data?: string | null | undefined;
}

/** The CLIP model that pictures are looked at by where nobody names one. */
export const PICTURES_BY = "clip-vit-base-patch32";

/** Which pairs, as a lens. @throws CliError (exit code 2): no such view, a predicate or columns that are none */
export async function lensFor(run: DecidedRun, which: WhichPairs): Promise<Lens> {
  const { where, view, like } = which;
  if (like !== undefined && view !== undefined)
    throw new CliError("Cannot look for pairs: wanted --like or --view, got both", { exitCode: 2 });
  const lens =
    view !== undefined
      ? await lensOfView(run, view)
      : like !== undefined
        ? await nearTo(run, like, which)
        : everything;
  if (where === undefined) return lens;
  // Each is checked alone, so that neither can end the other's parenthesis.
  await checkLens(run, { ...everything, where });
  return { ...lens, where: lens.where === null ? where : `(${lens.where}\n) AND (${where}\n)` };
}

/** Pairs by meaning; what that takes is loaded where it is asked for. */
async function nearTo(run: DecidedRun, words: string, { over, clip, data }: WhichPairs): Promise<Lens> {
  const { openFinder, openPictureFinder } = await import("./meaning/find.ts");
  const finder =
    over === "images"
      ? await openPictureFinder(run, { clip: clip ?? PICTURES_BY, data: data ?? null })
      : await openFinder(run);
  try {
    return (await finder.byWords(words)).lens;
  } finally {
    await finder.close();
  }
}

/** Pairs as one document; captions are masked. */
export interface PairsDocument {
  readonly schema: "sluice.pairs/1";
  readonly run: string;
  readonly policy: string;
  readonly where: string | null;
  readonly view: string | null;
  readonly pairs: readonly Readonly<Record<string, unknown>>[];
}

/** The pairs, with all that was measured of them. @throws CliError as {@link lensFor} */
export function documentOfPairs(at: RunAt, which: WhichPairs): Promise<PairsDocument> {
  return withRun(at, async (run) => {
    const lens = await lensFor(run, which);
    const { keys, near } = lens;
    const similarity = new Map(near && keys?.map((key, i) => [key, near[i] ?? null]));
    const pairs = await pairsUnder(run, lens);
    return {
      schema: "sluice.pairs/1",
      run: run.folder,
      policy: `${run.policy.name} v${run.policy.version}`,
      where: which.where ?? null,
      view: which.view ?? null,
      // Of pairs that were found by meaning: the cosine that they were found by.
      pairs: near
        ? pairs.map((pair) => ({ ...pair, similarity: similarity.get(String(pair["key"])) }))
        : pairs,
    };
  });
}

/** Their keys, in their order. @throws CliError as {@link lensFor} */
export function keysOfPairs(at: RunAt, which: WhichPairs): Promise<readonly string[]> {
  return withRun(at, async (run) => keysUnder(run, await lensFor(run, which)));
}

/** Writes them, whole, as Parquet. @returns how many @throws CliError as {@link lensFor}, or where `to` is there already */
export function parquetOfPairs(at: RunAt, which: WhichPairs, to: string): Promise<number> {
  return withRun(at, async (run) => {
    refuseTaken(to);
    const lens = await lensFor(run, which);
    // The database writes inside the run alone.
    const made = join(await realpath(run.folder), `pairs-${randomUUID()}.part`);
    const part = partOf(to);
    try {
      const sql = `SELECT *${similaritySql(lens)} FROM explored WHERE ${whereSql(lens)} ORDER BY ${orderSql(lens)}`;
      await underLens(run, lens, (seconds) =>
        run.query.run(`COPY (${sql}) TO '${literal(made)}' (FORMAT parquet)`, seconds),
      );
      const [row] = await run.query.rows<{ n: number }>(
        `SELECT count(*) AS n FROM read_parquet('${literal(made)}')`,
      );
      await copyFile(made, part).catch(refuseTo(to));
      if (!(await takeName(part, to))) refuseTaken(to);
      return row?.n ?? 0;
    } finally {
      for (const left of [made, part]) await rm(left, { force: true });
    }
  });
}

/** Of pairs that were found by meaning, the cosine that they were found by, as a column more. */
function similaritySql({ keys = null, near }: Lens): string {
  if (near === undefined || keys === null || keys.length === 0) return "";
  return `, [${near.map((one) => one ?? "NULL").join(", ")}][${placeSql(keys)}]::DOUBLE AS similarity`;
}

/** Writes DataComp's uids of them as a NumPy array. @returns how many @throws CliError as {@link parquetOfPairs}, or where a pair has none */
export function npyOfPairs(at: RunAt, which: WhichPairs, to: string): Promise<number> {
  return withRun(at, async (run) => {
    refuseTaken(to);
    const uids = await uidsUnder(run, await lensFor(run, which));
    await writeOut(to, subsetNpy(uids));
    return uids.length;
  });
}

/** Writes a new file whole. @throws CliError (exit code 2) where it is there already or cannot be made */
export async function writeOut(to: string, content: string | Uint8Array): Promise<void> {
  if (!(await writeNew(to, content).catch(refuseTo(to)))) refuseTaken(to);
}

function refuseTaken(to: string): void {
  if (existsSync(to))
    throw new CliError(`Cannot write "${to}": it is there already; choose another`, { exitCode: 2 });
}

function refuseTo(to: string): (cause: unknown) => never {
  return (cause) => {
    throw new CliError(`Cannot write "${to}": ${oneLine(cause)}`, { exitCode: 2, cause });
  };
}
