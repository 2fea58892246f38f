import { existsSync } from "node:fs";
import { mkdir, readdir, readFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { z } from "zod";
import type { PlaceWish } from "../../datasets/index.ts";
import type { Column } from "../../filters/index.ts";
import { sha256Of, sha256OfJson } from "../digest/sha256.ts";
import { CliError } from "../process/errors.ts";
import { counted } from "../process/figures.ts";
import { writeWhole } from "../process/files.ts";
import { type ProcessMark, processMark } from "../process/holder.ts";
import { nearest } from "../process/nearest.ts";
import { shellWord } from "../process/shell-word.ts";
import type { ListFacts } from "./denied.ts";

/** A module of somebody's own that a run's scores depend on; the digest is of its file, not of what it imports. */
export interface RunModule {
  /** Its file's name, without folders. */
  readonly file: string;
  /** SHA-256 of its bytes, hexadecimal. */
  readonly sha256: string;
}

/** A filter as a run used it. */
export interface RunFilter {
  readonly id: string;
  readonly version: number;
  readonly needs: "caption" | "image" | "both";
  readonly columns: readonly Column[];
  readonly models: readonly { readonly id: string; readonly sha256: string }[];
  /** Where it came from, when it is none of Sluice's. */
  readonly module?: RunModule;
}

/** Everything that scores depend on: the same inputs give the same bytes. */
export interface RunInputs {
  /** For people: the places, parted by spaces. */
  readonly uri: string;
  /** The places one by one; absent in runs of older versions. */
  readonly uris?: readonly string[];
  /** Whether links were followed out of the places, since somebody asked for it. */
  readonly followLinks?: true;
  /** What the fields were taken for; absent in runs of older versions, and where nothing is told apart. */
  readonly map?: PlaceWish;
  readonly format: string;
  /** Where the format came from, when it is none of Sluice's. */
  readonly formatModule?: RunModule;
  readonly hasImages: boolean;
  /** Whether nothing in the dataset is taken for captions; absent in runs of older versions. */
  readonly captionless?: true;
  readonly shards: readonly { readonly name: string; readonly source: string; readonly bytes: number }[];
  /** Pairs of a shard, at most; absent in runs of older versions, whose files were one shard each however large. */
  readonly shardPairs?: number;
  /** Fields of the dataset that are columns of the run, by name; absent in runs of older versions, and where there are none. */
  readonly source?: readonly (Column & { readonly field: string })[];
  /** Lists of known harm that its pairs are held against; absent where there are none. */
  readonly hashes?: readonly ListFacts[];
  /** Whom the hits are sealed for, an age recipient; absent where nobody holds them, and in runs of older versions. */
  readonly custodian?: string;
  readonly filters: readonly RunFilter[];
  readonly limit: number | null;
  readonly sample: { readonly size: number; readonly seed: number } | null;
}

/** `run.json`: what was asked, by which program, and, once every shard is done, what came of it. */
export interface RunFile {
  /** 2 where there are many shards: `shards.jsonl` lists them on disk, and `scoresIn` says where their scores lie. */
  readonly schema: "sluice.run/1" | "sluice.run/2";
  /** The folder of Parquet files that hold all scores; absent in `sluice.run/1`, where it is `scores`. */
  readonly scoresIn?: "scores" | "sealed";
  readonly sluice: string;
  readonly command: readonly string[];
  readonly inputs: RunInputs;
  readonly troubles: readonly string[];
  /** SHA-256 over the shards' names, sizes and hashes; null until all are done. */
  readonly fingerprint: string | null;
}

/** One worker's share of a run: `parts/<worker>.json`. The only file with clocks in it. */
export interface RunPart {
  /** The worker's name, or `<i>-of-<n>` in runs of older versions. */
  readonly part: string;
  /** Name of its machine; absent in runs of older versions. */
  readonly host?: string;
  readonly device: string;
  readonly devicesRefused: readonly string[];
  readonly workers: number;
  readonly node: string;
  readonly started: string;
  /** Seconds of work; in runs of older versions summed over resumes. */
  readonly seconds: number;
  /** Pairs scored in those seconds. */
  readonly pairs: number;
  /** Shards that it finished; absent in runs of older versions. */
  readonly shards?: number;
  /** Shards that it is at; absent in runs of older versions. */
  readonly at?: readonly string[];
  /** Shards that it took up after another attempt; absent in runs of older versions. */
  readonly retries?: number;
  /** When it was last heard of, ISO 8601; absent in runs of older versions. */
  readonly seen?: string;
  /** What it is known by on its machine while it works, so that its death is seen there at once. */
  readonly process?: ProcessMark;
  /** Whether it has ended; absent while it works, and where it vanished. */
  readonly over?: boolean;
}

const inputs = z.looseObject({
  uri: z.string(),
  uris: z.array(z.string()).exactOptional(),
  filters: z.array(z.looseObject({ id: z.string() })),
  shardList: z.object({ count: z.int(), sha256: z.string() }).exactOptional(),
});
const part = z.looseObject({
  ...{ part: z.string(), device: z.string(), seconds: z.number(), pairs: z.number() },
  process: processMark.exactOptional(),
});
const runFile = z.looseObject({ schema: z.enum(["sluice.run/1", "sluice.run/2"]), inputs });

/**
 * Reads a run's `run.json`.
 * @throws CliError (exit code 2) when the folder is no run or the file is damaged
 */
export async function readRun(folder: string): Promise<RunFile> {
  const path = join(folder, "run.json");
  if (/^s3:\/\//iu.test(folder))
    throw new CliError(
      `Cannot open run "${folder}": it lies in object storage; get it first: sluice pull ${shellWord(folder)} DIR`,
      { exitCode: 2 },
    );
  if (!existsSync(path))
    throw new CliError(
      `Cannot open run "${folder}": no run.json in it; ${await nearRuns(folder)}make one: sluice audit URI --out ${shellWord(folder)}`,
      { exitCode: 2 },
    );
  const text = await readFile(path, "utf8");
  try {
    const value: unknown = JSON.parse(text);
    const { inputs } = runFile.parse(value);
    if (inputs.shardList === undefined) return value as RunFile;
    const { shardList, ...others } = inputs;
    const shards = await readList(folder, shardList);
    return { ...(value as RunFile), inputs: { ...(others as unknown as RunInputs), shards } };
  } catch (cause) {
    if (cause instanceof CliError) throw cause;
    throw new CliError(`Cannot open run "${folder}": run.json is damaged or from another version`, {
      exitCode: 2,
      cause,
    });
  }
}

/** `shards.jsonl`, where `run.json` does not list the shards itself. */
function listPath(folder: string): string {
  return join(folder, "shards.jsonl");
}

async function readList(
  folder: string,
  { count, sha256 }: { readonly count: number; readonly sha256: string },
): Promise<RunInputs["shards"]> {
  const text = await readFile(listPath(folder), "utf8").catch(() => "");
  if (sha256Of(text) !== sha256)
    throw new CliError(
      `Cannot open run "${folder}": wanted a shards.jsonl of ${counted(count, "shard")} with SHA-256 ${sha256.slice(0, 12)}…, got another or none`,
      { exitCode: 2 },
    );
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as RunInputs["shards"][number]);
}

/** Writes `run.json`; of many shards the list first, in a file of its own, which stays as it is from then on. */
export async function writeRun(folder: string, run: RunFile): Promise<void> {
  await mkdir(join(folder, "scores"), { recursive: true });
  await writeWhole(join(folder, "run.json"), `${JSON.stringify(await storedRun(folder, run), null, 2)}\n`);
}

async function storedRun(folder: string, run: RunFile): Promise<object> {
  if (run.schema === "sluice.run/1") return run;
  const { shards, ...others } = run.inputs;
  const text = shards.map((shard) => `${JSON.stringify(shard)}\n`).join("");
  const sha256 = sha256Of(text);
  const before = await readFile(listPath(folder), "utf8").catch(() => "");
  if (sha256Of(before) !== sha256) await writeWhole(listPath(folder), text);
  return { ...run, inputs: { ...others, shardList: { count: shards.length, sha256 } } };
}

/** Runs that a misspelt one was likely meant to be: beside it, or, where it is named alone, in `runs/`; none is no words. */
async function nearRuns(folder: string): Promise<string> {
  const name = basename(folder);
  const places = dirname(folder) === "." ? [".", "runs"] : [dirname(folder)];
  const found = await Promise.all(
    places.map(async (place) =>
      nearest(name, await readdir(place).catch(() => []))
        .map((one) => join(place, one))
        .filter((path) => existsSync(join(path, "run.json"))),
    ),
  );
  const near = found.flat().slice(0, 4);
  return near.length === 0 ? "" : `did you mean ${near.join(", ")}? Or `;
}

/** @throws CliError (exit code 2) naming one that is damaged */
export async function readParts(folder: string): Promise<readonly RunPart[]> {
  const path = join(folder, "parts");
  if (!existsSync(path)) return [];
  const names = (await readdir(path)).filter((name) => name.endsWith(".json")).sort();
  return Promise.all(names.map((name) => readPart(join(path, name))));
}

async function readPart(path: string): Promise<RunPart> {
  const text = await readFile(path, "utf8");
  try {
    return part.parse(JSON.parse(text)) as unknown as RunPart;
  } catch (cause) {
    throw new CliError(
      `Cannot read "${path}": it is damaged or from another version; it says what one worker did, and no score goes with it if you delete it`,
      { exitCode: 2, cause },
    );
  }
}

export async function writePart(folder: string, part: RunPart): Promise<void> {
  await mkdir(join(folder, "parts"), { recursive: true });
  await writeWhole(join(folder, "parts", `${part.part}.json`), `${JSON.stringify(part, null, 2)}\n`);
}

/** SHA-256 (hex) of the inputs: two runs with the same one may share their shards. */
export function inputsDigest(value: RunInputs): string {
  return sha256OfJson(value);
}

/** Where a shard's own file of scores lies, until many are sealed in large ones. */
export function scorePath(folder: string, shard: string): string {
  return join(folder, "scores", `${shard}.parquet`);
}

/** Where workers claim shards, while there are any to score. */
export function claimsFolder(folder: string): string {
  return join(folder, "claims");
}

/** Where a shard's errors lie, when it has any: one JSON line each. */
export function errorPath(folder: string, shard: string): string {
  return join(folder, "errors", `${shard}.jsonl`);
}
