import { rm } from "node:fs/promises";
import type { SchemaElement } from "hyparquet";
import { fileWriter, ParquetWriter } from "hyparquet-writer";
import type { Column, ColumnType, Value } from "../../filters/index.ts";
import { partOf, sync, takeName } from "../process/files.ts";

/** Rows per row group: fixed, so that the bytes do not depend on how batches arrived. */
const ROW_GROUP = 10_000;

const parquetTypes: Record<ColumnType, Pick<SchemaElement, "type" | "converted_type">> = {
  utf8: { type: "BYTE_ARRAY", converted_type: "UTF8" },
  int32: { type: "INT32" },
  float32: { type: "FLOAT" },
  bool: { type: "BOOLEAN" },
};

/** One shard's scores on their way to disk, under a name of their own until {@link ScoreFile.finish} gives them theirs. */
export interface ScoreFile {
  append(columns: ReadonlyMap<string, readonly Value[]>): Promise<void>;
  /**
   * Writes the footer with `facts` beside the schema, syncs and takes the shard's name: from here on it is done.
   * @returns false where another worker had done it already, whose file stays
   */
  finish(facts: Readonly<Record<string, string>>): Promise<boolean>;
  /** Forgets everything written so far. */
  discard(): Promise<void>;
}

/** Starts a shard's Parquet file. @throws Error when the folder cannot be written */
export function createScoreFile(path: string, columns: readonly Column[]): ScoreFile {
  const part = partOf(path);
  const schema: SchemaElement[] = [
    { name: "root", num_children: columns.length },
    ...columns.map(({ name, type }) => ({
      name,
      repetition_type: "OPTIONAL" as const,
      ...parquetTypes[type],
    })),
  ];
  const writer = new ParquetWriter({ writer: fileWriter(part), schema, createdBy: "sluice" });
  let pending = emptyColumns(columns);

  const flush = async (rows: number) => {
    const columnData = columns.map(({ name }) => ({ name, data: pending.get(name)?.splice(0, rows) ?? [] }));
    await writer.write({ columnData, rowGroupSize: ROW_GROUP });
  };
  const buffered = () => pending.get(columns[0]?.name ?? "")?.length ?? 0;

  return {
    async append(batch) {
      for (const { name } of columns) pending.get(name)?.push(...(batch.get(name) ?? []));
      while (buffered() >= ROW_GROUP) await flush(ROW_GROUP);
    },
    async finish(facts) {
      if (buffered() > 0) await flush(ROW_GROUP);
      writer.kvMetadata = Object.entries(facts).map(([key, value]) => ({ key: `sluice.${key}`, value }));
      await writer.finish();
      await sync(part);
      return takeName(part, path);
    },
    async discard() {
      pending = emptyColumns(columns);
      await rm(part, { force: true });
    },
  };
}

function emptyColumns(columns: readonly Column[]): Map<string, Value[]> {
  return new Map(columns.map(({ name }) => [name, []]));
}
