import { lstat, readdir, realpath } from "node:fs/promises";
import { dirname, join, relative, resolve, sep } from "node:path";
import { z } from "zod";
import { statedPattern } from "../../ledger/submitted.ts";
import { CliError } from "../../process/errors.ts";
import { readLimited } from "../../process/read-limited.ts";

/** A picture that was made elsewhere, as a line of a file says. */
export interface ElsewhereRow {
  readonly prompt: string;
  readonly negative: string | null;
  readonly seed: number;
  /** Name of the model, as its submitter states it. */
  readonly model: string;
  /** As the line has it. */
  readonly file: string;
  /** Absolute, inside the folder of the list. */
  readonly path: string;
}

/** A line of the list, counted from 1: a picture, or why it is none. */
export interface ListedRow {
  readonly line: number;
  readonly row: ElsewhereRow | null;
  readonly problem: string | null;
}

const MOST = 16 * 1024 * 1024;

const schema = z.looseObject({
  prompt: z
    .string()
    .max(4000)
    .refine((text) => text.trim() !== "", "is empty"),
  negative: z.string().max(4000).exactOptional(),
  seed: z.int().min(0),
  model: z
    .string()
    .regex(statedPattern, "wanted a name of up to 100 letters, digits, spaces and . _ / : @ ( ) + -"),
  file: z.string().min(1).max(1000),
});

/**
 * Reads a list of pictures: JSON lines of prompt, seed, model and file, or the folder that holds such a list.
 * @throws CliError (exit code 2) where there is no list, or no line of it is a picture
 */
export async function readRows(path: string): Promise<readonly ListedRow[]> {
  const list = await listAt(path);
  const text = Buffer.from(await readLimited(list, MOST, "pictures")).toString();
  const folder = await realpath(dirname(resolve(list)));
  const rows: ListedRow[] = [];
  for (const [i, line] of text.split("\n").entries())
    if (line.trim() !== "") rows.push({ line: i + 1, ...(await rowOf(line, folder)) });
  if (rows.some(({ row }) => row !== null)) return rows;
  throw new CliError(
    `Cannot read pictures "${path}": wanted lines like {"prompt": "a red circle", "seed": 7, "model": "a name", "file": "1.png"}, got ${rows[0]?.problem ?? "an empty file"}`,
    { exitCode: 2 },
  );
}

/** `metadata.jsonl` of a folder, as image folders have it, else its only list. */
async function listAt(path: string): Promise<string> {
  const refuse = (reason: string) =>
    new CliError(`Cannot read pictures "${path}": ${reason}`, { exitCode: 2 });
  const facts = await lstat(path).catch(() => null);
  if (facts === null) throw refuse("there is nothing");
  if (!facts.isDirectory()) return path;
  const lists = (await readdir(path)).filter((name) => name.endsWith(".jsonl"));
  const name = lists.includes("metadata.jsonl")
    ? "metadata.jsonl"
    : lists.length === 1
      ? lists[0]
      : undefined;
  if (name === undefined) throw refuse(`wanted a metadata.jsonl in the folder, got ${lists.length} lists`);
  return join(path, name);
}

async function rowOf(line: string, folder: string): Promise<Omit<ListedRow, "line">> {
  const bad = (problem: string) => ({ row: null, problem });
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return bad("is no JSON");
  }
  // Image folders call it file_name.
  const named =
    value !== null && typeof value === "object" && !("file" in value) && "file_name" in value
      ? { ...value, file: value.file_name }
      : value;
  const parsed = schema.safeParse(named);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return bad(`${issue?.path.join(".") || "line"}: ${issue?.message ?? "is wrong"}`);
  }
  const { prompt, negative = null, seed, model, file } = parsed.data;
  const path = resolve(folder, file);
  const place = await realpath(path).catch(() => null);
  if (place === null) return bad("file: there is no such file");
  if (place !== path) return bad("file: it is a link, or lies behind one");
  const inside = relative(folder, place);
  if (inside === "" || inside.startsWith(`..${sep}`) || inside === "..")
    return bad("file: it lies outside the folder of the list");
  return { row: { prompt, negative, seed, model, file, path }, problem: null };
}
