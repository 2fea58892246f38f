import { existsSync } from "node:fs";
import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { appendRecords } from "../process/append.ts";
import { counted } from "../process/figures.ts";
import { type Custody, custodySchema, deniedColumn } from "./denied.ts";
import { columnNames, type Query } from "./query.ts";

/** Whoever goes on with a run notes it there too, as far as the umask lets them. */
const SHARED_MODE = 0o666;

const fileOf = (folder: string) => join(folder, "custody.jsonl");

/** Notes who holds a run against which lists. */
export async function noteCustody(folder: string, lines: readonly Custody[]): Promise<void> {
  await mkdir(folder, { recursive: true });
  await appendRecords(fileOf(folder), lines, SHARED_MODE);
}

/** What a run says of its pairs on lists: their number, and who looked by which list. */
export interface Denied {
  readonly pairs: number;
  readonly custody: readonly Custody[];
  /** The same in a line for each list. */
  readonly lines: readonly string[];
}

/** Counts what is on a list; null where the run was held against none. */
export async function deniedOf(query: Query, folder: string): Promise<Denied | null> {
  if (!(await columnNames(query)).has(deniedColumn.name)) return null;
  const [row] = await query.rows<{ n: number }>("SELECT count(*) AS n FROM scores WHERE denied");
  const custody = await readCustody(folder);
  return { pairs: row?.n ?? 0, custody, lines: linesOf(custody) };
}

async function readCustody(folder: string): Promise<readonly Custody[]> {
  if (!existsSync(fileOf(folder))) return [];
  return (await readFile(fileOf(folder), "utf8")).split("\n").flatMap((line) => {
    try {
      return [custodySchema.parse(JSON.parse(line)) as Custody];
    } catch {
      // Torn by a crash: the next line says it again.
      return [];
    }
  });
}

/** One line a list: its name, digest, when, by whom; the same list and person once. */
function linesOf(custody: readonly Custody[]): readonly string[] {
  const lines = custody.map(
    ({ name, sha256, lines: n, unusable, at, by, custodian }) =>
      `list ${name} (SHA-256 ${sha256.slice(0, 16)}…, ${counted(n, "line")}${unusable > 0 ? `, ${unusable} unusable` : ""}), ${at.slice(0, 10)}, run by ${by}${custodian === undefined ? "" : `; hits sealed for ${custodian}`}`,
  );
  return [...new Set(lines)];
}
