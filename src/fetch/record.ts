import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { z } from "zod";
import { CliError, oneLine } from "../process/errors.ts";
import { writeWhole } from "../process/files.ts";

/** What a folder of fetched pictures keeps of how it was made. */
const record = z.strictObject({
  schema: z.literal("sluice.fetch/2"),
  version: z.string(),
  sources: z.array(z.string()),
  /** Of the list itself: rows that moved are other rows. */
  shards: z.array(z.strictObject({ name: z.string(), bytes: z.int().nonnegative(), sha256: z.string() })),
  /** SHA-256 of what its fields are taken for. */
  map: z.string(),
  limit: z.int().positive().nullable(),
  sample: z.strictObject({ size: z.int().positive(), seed: z.int().nonnegative() }).nullable(),
  /** SHA-256 of each list; never what it holds. */
  denyLists: z.array(z.string()),
  optOutLists: z.array(z.string()),
  /** Why it was fetched without a deny list, in somebody's words. */
  waiver: z.string().nullable(),
  agent: z.string(),
  fields: z.array(
    z.strictObject({ name: z.string(), type: z.enum(["int64", "double", "bool", "json", "text"]) }),
  ),
});

/** See {@link record}. */
export type FetchRecord = z.infer<typeof record>;

const NAME = "FETCHED.yaml";

/** What may not differ where a fetch is gone on with. */
const SAME = ["sources", "shards", "map", "limit", "sample", "denyLists", "optOutLists", "waiver"] as const;

/**
 * Begins a folder, or goes on with one that was begun in the same way.
 * @returns what stands in it now
 * @throws CliError (exit code 2) where the folder holds something else, or was begun otherwise
 */
export async function beginRecord(folder: string, wanted: FetchRecord): Promise<FetchRecord> {
  const path = join(folder, NAME);
  if (!existsSync(path)) {
    const others = (await readdir(folder)).filter((name) => !name.startsWith("."));
    if (others.length > 0)
      throw new CliError(`Cannot fetch into "${folder}": wanted a new folder, got one with files in it`, {
        exitCode: 2,
      });
    await keepRecord(folder, wanted);
    return wanted;
  }
  const before = await readRecord(path);
  const other = SAME.find((name) => JSON.stringify(before[name]) !== JSON.stringify(wanted[name]));
  if (other !== undefined)
    throw new CliError(
      `Cannot go on fetching into "${folder}": it was begun with other ${other}; name a new folder`,
      { exitCode: 2 },
    );
  return before;
}

/** Writes it anew. */
export async function keepRecord(folder: string, kept: FetchRecord): Promise<void> {
  await writeWhole(join(folder, NAME), stringify(kept));
}

async function readRecord(path: string): Promise<FetchRecord> {
  try {
    return record.parse(parse(await readFile(path, "utf8")));
  } catch (cause) {
    throw new CliError(`Cannot read "${path}": ${oneLine(cause)}`, { exitCode: 2, cause });
  }
}
