import { type FileHandle, open } from "node:fs/promises";
import { turns } from "./serial-queue.ts";
import { refuseStandIn } from "./stand-in.ts";

/** A file of JSON lines that only grows. */
export interface AppendFile {
  /** On disk, synced, before it resolves; lines stand in the order of the calls. */
  append(record: object): Promise<void>;
  close(): Promise<void>;
}

/** Opens a file for appending, for its owner alone; a line that a crash tore is closed and stays where it is. */
export async function openAppend(path: string): Promise<AppendFile> {
  refuseStandIn(path);
  const file = await open(path, "a+", 0o600);
  await closeTornLine(file);
  const inTurn = turns();
  return {
    append: (record) =>
      inTurn(async () => {
        await file.appendFile(`${JSON.stringify(record)}\n`);
        await file.datasync();
      }),
    close: () => inTurn(() => file.close()),
  };
}

async function closeTornLine(file: FileHandle): Promise<void> {
  const { size } = await file.stat();
  if (size === 0) return;
  const { buffer } = await file.read(Buffer.alloc(1), 0, 1, size - 1);
  if (buffer.toString() !== "\n") await file.appendFile("\n");
}
