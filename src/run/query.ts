import { existsSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { type DuckDBConnection, DuckDBInstance, type DuckDBValue } from "@duckdb/node-api";
import { CliError, oneLine } from "../process/errors.ts";
import { damageOf } from "./damage.ts";
import { shardFacts } from "./shards.ts";

/** A connection that sees one run and nothing else. */
export interface Query {
  /** Rows as plain objects; BIGINT as number where exact, lists as arrays. */
  rows<T>(sql: string, parameters?: readonly DuckDBValue[]): Promise<readonly T[]>;
  /** Runs a statement for its effect: `COPY … TO` inside the run's folder. */
  run(sql: string): Promise<void>;
  close(): void;
}

/**
 * Opens a run's scores as the view `scores`. The connection can read and write inside the run's folder
 * only, reaches no network, loads no extension, and its settings are locked.
 * @throws CliError (exit code 2) when the run holds no finished shard, or a damaged one, which it names
 */
export async function openScores(runFolder: string): Promise<Query> {
  const folder = realpathSync(runFolder);
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  const query = wrap(connection, () => {
    connection.closeSync();
    instance.closeSync();
  });
  try {
    for (const statement of [...lockSql(folder), viewSql(folder)]) await query.run(statement);
  } catch (cause) {
    query.close();
    const shards = await shardFacts(folder);
    const groups = join(folder, "duplicates.parquet");
    const damage = existsSync(groups) ? await damageOf(groups) : null;
    const reason =
      shards.length === 0
        ? "no shard is finished yet; run the audit again"
        : damage === null
          ? oneLine(cause)
          : `duplicates.parquet: ${damage}; audit again to redo it`;
    throw new CliError(`Cannot read scores of run "${runFolder}": ${reason}`, { exitCode: 2, cause });
  }
  return query;
}

/** In this order: external access can be confined only while it is still on. */
function lockSql(folder: string): readonly string[] {
  return [
    `SET temp_directory = '${literal(join(folder, ".duckdb"))}'`,
    `SET allowed_directories = ['${literal(folder)}/']`,
    ...closedSql,
  ];
}

const closedSql = [
  "SET autoinstall_known_extensions = false",
  "SET autoload_known_extensions = false",
  "SET enable_external_access = false",
  "SET lock_configuration = true",
];

function viewSql(folder: string): string {
  const scores = `read_parquet('${literal(folder)}/scores/*.parquet', union_by_name = true)`;
  const groups = join(folder, "duplicates.parquet");
  if (!existsSync(groups)) return `CREATE VIEW scores AS SELECT * FROM ${scores}`;
  return `CREATE VIEW scores AS SELECT s.*, d.duplicate_of, d.duplicate_kind FROM ${scores} s
    LEFT JOIN read_parquet('${literal(groups)}') d ON s.shard = d.shard AND s.row = d.row`;
}

/** Names of all columns of the view `scores`. */
export async function columnNames(query: Query): Promise<ReadonlySet<string>> {
  const rows = await query.rows<{ column_name: string }>("DESCRIBE scores");
  return new Set(rows.map(({ column_name }) => column_name));
}

/** Doubles the quotes of a text that goes between single quotes. */
export function literal(text: string): string {
  return text.replaceAll("'", "''");
}

/** Opens a database in memory that reads and writes no file, reaches no network and loads no extension. */
export async function openMemory(): Promise<Query> {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  const query = wrap(connection, () => {
    connection.closeSync();
    instance.closeSync();
  });
  for (const statement of closedSql) await query.run(statement);
  return query;
}

function wrap(connection: DuckDBConnection, close: () => void): Query {
  return {
    async rows<T>(sql: string, parameters: readonly DuckDBValue[] = []) {
      const reader = await connection.runAndReadAll(sql, [...parameters]);
      return reader.getRowObjectsJS().map(plain) as T[];
    },
    async run(sql) {
      await connection.run(sql);
    },
    close,
  };
}

function plain(row: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, exact(value)]));
}

function exact(value: unknown): unknown {
  return typeof value === "bigint" && value <= Number.MAX_SAFE_INTEGER ? Number(value) : value;
}
