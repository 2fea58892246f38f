import { existsSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { type DuckDBConnection, DuckDBInstance, type DuckDBValue, listValue } from "@duckdb/node-api";
import { cores } from "../process/cores.ts";
import { CliError, oneLine } from "../process/errors.ts";
import { damageOf } from "./damage.ts";
import { literal } from "./literal.ts";
import { roomier } from "./memory-limit.ts";
import { patience } from "./patience.ts";
import { scoreFiles, sealedScores } from "./sealed.ts";
import { shardFacts } from "./shards.ts";
import { spillFolder, sweepSpills } from "./spill.ts";

/** A connection that sees one run and nothing else. */
export interface Query {
  /**
   * Rows as plain objects; BIGINT as number where exact, lists as arrays.
   * @param seconds how long it may take; as long as it takes unless given
   */
  rows<T>(sql: string, parameters?: readonly DuckDBValue[], seconds?: number): Promise<readonly T[]>;
  /** Runs a statement for its effect: `COPY … TO` inside the run's folder. */
  run(sql: string, seconds?: number): Promise<void>;
  /** Stops what is being asked, and closes. */
  close(): void;
}

/** A connection that also hands on what is too much to be held at once. */
export interface ScoresQuery extends Query {
  /** The first column, some values after the others; nothing else may be asked meanwhile. */
  values<T>(sql: string): AsyncGenerator<readonly T[]>;
}

/**
 * Opens a run's scores as the view `scores`, and what of them lies in the files of shards as `stored`. The connection can read and write inside the run's folder
 * only, reaches no network, loads no extension, and its settings are locked.
 * @param bounds what it may take; what does not fit into memory is spilled into the run's folder
 * @throws CliError (exit code 2) when the run holds no finished shard, or a damaged one, which it names
 */
export async function openScores(runFolder: string, bounds: Bounds = {}): Promise<ScoresQuery> {
  const folder = realpathSync(runFolder);
  const query = await openFolder(folder, bounds);
  try {
    for (const view of viewsSql(folder)) await query.run(view);
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

/** Each thread needs some of the memory: more of them find none where it is bounded. */
const MOST_THREADS = 8;

/** What a connection may take; DuckDB's own limits unless given. */
interface Bounds {
  readonly memoryMiB?: number;
  readonly threads?: number;
  /** Whether rows that nothing sorts keep their order, which takes memory; so unless given. */
  readonly ordered?: boolean;
}

/** A connection that can read and write inside a folder only, by its real path, and has no view yet. */
export async function openFolder(folder: string, bounds: Bounds): Promise<ScoresQuery> {
  sweepSpills(folder);
  const instance = await DuckDBInstance.create(":memory:");
  const query = wrap(await instance.connect(), instance, bounds.memoryMiB);
  try {
    for (const statement of lockSql(folder, bounds)) await query.run(statement);
    return query;
  } catch (error) {
    query.close();
    throw error;
  }
}

/** In this order: external access can be confined only while it is still on. */
function lockSql(
  folder: string,
  { memoryMiB, threads = MOST_THREADS, ordered = true }: Bounds,
): readonly string[] {
  return [
    ...(memoryMiB === undefined
      ? []
      : [
          `SET memory_limit = '${memoryMiB}MiB'`,
          `SET threads = ${Math.min(threads, cores())}`,
          "SET allowed_configs = ['memory_limit']",
          // What was read or given back is not kept: it would fill what there is, and the system keeps files, too.
          "SET enable_external_file_cache = false",
          "SET allocator_flush_threshold = '8MB'",
          "SET allocator_bulk_deallocation_flush_threshold = '8MB'",
        ]),
    ...(ordered ? [] : ["SET preserve_insertion_order = false"]),
    `SET temp_directory = '${literal(spillFolder(folder))}'`,
    `SET allowed_directories = ['${literal(folder)}/']`,
    ...closedSql,
  ];
}

const closedSql = [
  // A predicate's answer must not depend on where it is asked.
  "SET TimeZone = 'UTC'",
  "SET Calendar = 'gregorian'",
  "SET autoinstall_known_extensions = false",
  "SET autoload_known_extensions = false",
  "SET enable_external_access = false",
  "SET lock_configuration = true",
];

/** What stands beside the scores, once it was made: the file, and what it adds to a pair. */
const beside = [
  { file: "duplicates.parquet", adds: ["duplicate_of", "duplicate_kind"] },
  { file: "topics.parquet", adds: ["topic"] },
  { file: "image-topics.parquet", adds: ["image_topic"] },
  { file: "depicts.parquet", adds: ["depicts", "url_domain", "url_country"] },
  { file: "consent.parquet", adds: ["consent", "consent_by", "license_spdx"] },
] as const;

function viewsSql(folder: string): readonly string[] {
  const here = beside.map(({ file, adds }) => ({ path: join(folder, file), adds }));
  const joined = here.filter(({ path }) => existsSync(path));
  const added = joined.flatMap(({ adds }, i) => adds.map((name) => `, b${i}.${name}`)).join("");
  const joins = joined.map(
    ({ path }, i) =>
      ` LEFT JOIN read_parquet('${literal(path)}') b${i} ON s.shard = b${i}.shard AND s.row = b${i}.row`,
  );
  return [
    `CREATE OR REPLACE VIEW stored AS SELECT * FROM ${storedSql(folder)}`,
    `CREATE OR REPLACE VIEW scores AS SELECT s.*${added} FROM stored s${joins.join("")}`,
  ];
}

/** Large files are alike, so that the footer of one tells of all. */
function storedSql(folder: string): string {
  const sealed = sealedScores(folder);
  if (sealed === null) return `read_parquet('${literal(folder)}/scores/*.parquet', union_by_name = true)`;
  const files = scoreFiles(folder);
  const paths = files.map((file) => `'${literal(join(folder, file))}'`);
  return `read_parquet([${paths.join(", ")}], union_by_name = ${files.length > sealed.files.length})`;
}

/** Takes what was written beside the scores meanwhile into the view `scores`. */
export async function rereadScores(query: Query, runFolder: string): Promise<void> {
  for (const view of viewsSql(realpathSync(runFolder))) await query.run(view);
}

/** Names of all columns of the view `scores`. */
export async function columnNames(query: Query): Promise<ReadonlySet<string>> {
  const rows = await query.rows<{ column_name: string }>("DESCRIBE scores");
  return new Set(rows.map(({ column_name }) => column_name));
}

/** Numbers as one parameter, a list. */
export function listOf(numbers: readonly bigint[]): DuckDBValue {
  return listValue(numbers);
}

/** Opens a database in memory that reads and writes no file, reaches no network and loads no extension. */
export async function openMemory(): Promise<Query> {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  const query = wrap(connection, instance);
  for (const statement of closedSql) await query.run(statement);
  return query;
}

function wrap(connection: DuckDBConnection, instance: DuckDBInstance, memoryMiB?: number): ScoresQuery {
  const patient = patience(connection);
  const { ask: roomy, end } = roomier(instance, patient, memoryMiB);
  const ask: typeof roomy = (statement, seconds) =>
    roomy(statement, seconds).catch((error: unknown) => {
      throw withoutValues(error);
    });
  return {
    async rows<T>(sql: string, parameters: readonly DuckDBValue[] = [], seconds?: number) {
      const reader = await ask(() => connection.runAndReadAll(sql, [...parameters]), seconds);
      return reader.getRowObjectsJS().map(plain) as T[];
    },
    async *values<T>(sql: string) {
      // With the first rows, at which memory is taken: until then it can be asked again.
      const begun = await ask(async () => {
        const result = await connection.stream(sql);
        return { result, chunk: await result.fetchChunk() };
      });
      for (let { chunk } = begun; chunk !== null && chunk.rowCount > 0; ) {
        yield chunk.getColumnValues(0) as readonly unknown[] as readonly T[];
        chunk = await patient.ask(() => begun.result.fetchChunk());
      }
    },
    async run(sql, seconds) {
      await ask(() => connection.run(sql), seconds);
    },
    close() {
      void end().then((ended) => {
        // Closing waits for a statement that cannot be stopped.
        if (!ended) return;
        connection.closeSync();
        instance.closeSync();
      });
    },
  };
}

/** Files that a reader was opened on, and that are no more. */
const gone = /^IO Error: (?:No files found that match the pattern|Cannot open file) "[^"]*\/scores\//u;

/** What fails on a stored value quotes it; a caption may be anything, and is masked elsewhere. */
function withoutValues(error: unknown): unknown {
  if (error instanceof Error && gone.test(error.message))
    return new CliError(
      "Cannot read the run: its shards' files of scores are gone; if it was sealed meanwhile, ask again",
      { exitCode: 2, cause: error },
    );
  if (!(error instanceof Error) || !/^(?:Conversion|Invalid Input|Out of Range) Error/u.test(error.message))
    return error;
  // The statement itself stands behind, with the place in it.
  const end = error.message.lastIndexOf("\n\nLINE ");
  const said = end === -1 ? error.message : error.message.slice(0, end);
  const unquoted = said.replace(/"[\s\S]*"|'[\s\S]*'/u, "…");
  // A pattern that came of a column stands without quotes, at the end.
  return new Error(unquoted.replace(/^(Invalid Input Error: [^:]*): [\s\S]*$/u, "$1").replace(/\s+/gu, " "));
}

function plain(row: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, exact(value)]));
}

function exact(value: unknown): unknown {
  return typeof value === "bigint" && value <= Number.MAX_SAFE_INTEGER ? Number(value) : value;
}
