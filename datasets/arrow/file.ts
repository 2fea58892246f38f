import { open } from "node:fs/promises";
import type { RecordBatch, Schema } from "apache-arrow";
import type { KeyValue } from "hyparquet";
import { checkOffsets } from "./offsets.ts";
import { readPackedBatches } from "./packing.ts";
import { factsOf, opened, schemaOf } from "./table.ts";

/** An Arrow file as it is stored. */
export interface ArrowFile {
  readonly schema: Schema;
  /** Whether it is a file, with a list of its parts at its end, and no stream. */
  readonly isFile: boolean;
  /** What its schema says beside its columns: Hugging Face's features, pandas' types. */
  readonly facts: readonly KeyValue[];
  /** Its batches as far as they are sound. */
  batches(): AsyncGenerator<RecordBatch>;
}

/** Opens an Arrow file or stream to copy parts of it. @throws Error when it has no schema */
export async function openArrowFile(path: string): Promise<ArrowFile> {
  readPackedBatches();
  const schema = await schemaOf(path);
  return {
    schema,
    isFile: (await headOf(path)) === "ARROW1",
    facts: factsOf(schema),
    async *batches() {
      const file = await open(path);
      try {
        const { reader } = await opened(file);
        for (let next = await reader.next(); !next.done; next = await reader.next()) {
          for (const one of next.value.data.children) checkOffsets(one);
          yield next.value;
        }
      } finally {
        await file.close().catch(() => undefined);
      }
    },
  };
}

async function headOf(path: string): Promise<string> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(6), 0, 6, 0);
    return buffer.toString("latin1", 0, bytesRead);
  } finally {
    await file.close();
  }
}
