import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { buffer } from "node:stream/consumers";
import { ByteWriter, parquetWrite } from "hyparquet-writer";
import sharp from "sharp";
import { pack } from "tar-stream";
import { onTestFinished } from "vitest";
import { openDataset } from "../../datasets/index.ts";
import { readAll } from "../contracts/dataset-format.ts";

/** A member of a tar to write: its name and its content. */
export type Written = readonly [name: string, content: string | Uint8Array];

/** A tar's bytes. */
export async function tarOf(members: readonly Written[]): Promise<Buffer> {
  const tar = pack();
  for (const [name, content] of members) tar.entry({ name }, Buffer.from(content));
  tar.finalize();
  return buffer(tar);
}

/** A new folder with these files, gone after the test. */
export function folderOf(files: Readonly<Record<string, string | Uint8Array>>): string {
  const folder = mkdtempSync(join(tmpdir(), "sluice-datasets-"));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  onTestFinished(() => rmSync(folder, { recursive: true, maxRetries: 20 }));
  return folder;
}

/** What a dataset of one folder of files gives. */
export async function readFolder(files: Readonly<Record<string, string | Uint8Array>>) {
  return readAll(await openDataset(folderOf(files)));
}

/** What a webdataset of one tar gives, without the stored files themselves. */
export async function readTar(bytes: Uint8Array, name = "00000.tar") {
  const { pairs, ...rest } = await readFolder({ [name]: bytes });
  return { ...rest, pairs: pairs.map(({ members: _, ...pair }) => pair) };
}

/** A small picture of one colour. */
export async function jpeg(): Promise<Buffer> {
  return sharp({ create: { width: 8, height: 6, channels: 3, background: "teal" } })
    .jpeg()
    .toBuffer();
}

/** A picture of its own per number. */
export async function picture(n: number): Promise<Buffer> {
  const background = { r: (40 * n) % 256, g: 90, b: 20 };
  return sharp({ create: { width: 8 + n, height: 6, channels: 3, background } })
    .jpeg()
    .toBuffer();
}

/** A Parquet file of columns. */
export function parquetFile(columns: Readonly<Record<string, readonly unknown[]>>): Uint8Array {
  const writer = new ByteWriter();
  const columnData = Object.entries(columns).map(([name, data]) => ({
    name,
    data: [...data],
    ...(data[0] instanceof Uint8Array ? { type: "BYTE_ARRAY" as const } : {}),
  }));
  void parquetWrite({ writer, columnData });
  return new Uint8Array(writer.getBuffer());
}
