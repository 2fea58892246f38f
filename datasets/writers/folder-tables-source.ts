import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { deserialize, serialize } from "node:v8";
import type { Pair } from "../pair.ts";
import type { Target, WrittenPiece } from "../writer.ts";
import { writeSidecar } from "./sidecar.ts";

type TableRow = NonNullable<Pair["tableRow"]>;

/** What a shard's pairs have of the tables beside their folders, until all shards are written. */
interface Piece {
  readonly carry: readonly string[];
  readonly rows: ReadonlyMap<string, readonly TableRow[]>;
}

/** Rows of the tables beside the folders of a shard's pictures, on their way to disk. */
interface TablePieces {
  add(table: string, row: TableRow): void;
  /** The tables that have a row. */
  finish(): Promise<readonly string[]>;
  /** Once finished: what was left out of what stands beside the rows, and what is in it on somebody's word alone. */
  stripped(): readonly string[];
  carried(): readonly string[];
}

/** The pictures of one folder may lie in several shards: what each has of its table waits among the pieces. */
export function beginTables({ pieces, shard, carry = [] }: Target): TablePieces {
  const rows = new Map<string, TableRow[]>();
  const [stripped, carried] = [new Set<string>(), new Set<string>()];
  return {
    add: (table, row) => {
      const own = rows.get(table);
      if (own === undefined) rows.set(table, [row]);
      else own.push(row);
    },
    async finish() {
      const tables = shard?.tables;
      if (tables === undefined) return [];
      await mkdir(pieces, { recursive: true });
      const stem = join(pieces, shard?.name ?? "");
      for (const [table, own] of rows) {
        // What its footer loses is known once it is written.
        const written = await writeSidecar(tables.get(table) ?? "", `${stem}.table`, own, carry);
        if (written === undefined) rows.delete(table);
        for (const name of written?.stripped ?? []) stripped.add(name);
        for (const name of written?.carried ?? []) carried.add(name);
      }
      await writeFile(stem, serialize({ carry, rows } satisfies Piece), { flush: true });
      return [...rows.keys()];
    },
    stripped: () => [...stripped],
    carried: () => [...carried],
  };
}

/** Writes each table with the rows that the shards have of it, in its own order. */
export async function assembleTables(
  { folder, pieces }: Pick<Target, "folder" | "pieces">,
  shards: readonly WrittenPiece[],
): Promise<void> {
  const names = new Set(shards.flatMap(({ files }) => files));
  for (const table of names) {
    const rows: TableRow[] = [];
    const carry = new Set<string>();
    let source: string | undefined;
    for (const { shard, files } of shards) {
      if (!files.includes(table)) continue;
      const piece = deserialize(await readFile(join(pieces, shard.name))) as Piece;
      rows.push(...(piece.rows.get(table) ?? []));
      for (const name of piece.carry) carry.add(name);
      source ??= shard.tables?.get(table);
    }
    const path = join(folder, table);
    await mkdir(dirname(path), { recursive: true });
    if (source !== undefined) await writeSidecar(source, path.replace(/\.parquet$/u, ""), rows, [...carry]);
  }
}
