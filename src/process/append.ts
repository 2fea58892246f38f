import { type FileHandle, open } from "node:fs/promises";
import { turns } from "./serial-queue.ts";
import { refuseStandIn } from "./stand-in.ts";

/** A file of JSON lines that only grows. */
export interface AppendFile {
  /** On disk, synced, before it resolves; lines stand in the order of the calls. */
  append(record: object): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens a file for appending; a line that a crash or a full disk tore is closed and stays where it is, so that the
 * next one is whole.
 * @param mode of a new file; its owner's alone unless given
 */
export async function openAppend(path: string, mode = 0o600): Promise<AppendFile> {
  refuseStandIn(path);
  const file = await open(path, "a+", mode);
  const inTurn = turns();
  let isTorn = true;
  return {
    append: (record) =>
      inTurn(async () => {
        if (isTorn) await closeTornLine(file);
        isTorn = true;
        await file.appendFile(`${JSON.stringify(record)}\n`);
        isTorn = false;
        await file.datasync();
      }),
    close: () => inTurn(() => file.close()),
  };
}

/** Appends records to a file that several write, each on disk before it resolves. */
export async function appendRecords(path: string, records: readonly object[], mode?: number): Promise<void> {
  const file = await openAppend(path, mode);
  try {
    for (const record of records) await file.append(record);
  } finally {
    await file.close();
  }
}

async function closeTornLine(file: FileHandle): Promise<void> {
  const { size } = await file.stat();
  if (size === 0) return;
  const { buffer } = await file.read(Buffer.alloc(1), 0, 1, size - 1);
  if (buffer.toString() !== "\n") await file.appendFile("\n");
}
