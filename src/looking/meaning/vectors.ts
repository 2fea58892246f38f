import { existsSync } from "node:fs";
import { mkdir, open, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { z } from "zod";
import { CliError, oneLine } from "../../process/errors.ts";
import { writeWhole } from "../../process/files.ts";

/** The model that made vectors. */
export interface VectorModel {
  readonly id: string;
  readonly sha256: string;
  readonly width: number;
}

/** Vectors of length 1, as bytes: row `i` of them times its scale. */
export interface Vectors {
  readonly width: number;
  readonly count: number;
  /** Place of each: its row in the shard that holds it. */
  readonly rows: Int32Array;
  readonly scales: Float32Array;
  /** [count × width]. */
  readonly bytes: Int8Array;
  /** Whose they are: `from` up to, but without, `to`. */
  readonly shards: readonly { readonly name: string; readonly from: number; readonly to: number }[];
}

/** First line of a shard's file; after it rows (int32), scales (float32) and bytes, little-endian. */
export interface VectorHeader {
  readonly schema: "sluice.embeddings/1";
  readonly model: VectorModel;
  /** Of the run, or before it is sealed `shard` and that of the shard's source: other data have other captions. */
  readonly fingerprint: string | null;
  readonly count: number;
}

export const vectorHeaderSchema: z.ZodType<VectorHeader> = z.object({
  schema: z.literal("sluice.embeddings/1"),
  model: z.object({
    id: z.string().describe("which model made the vectors"),
    sha256: z.string().describe("of its network"),
    width: z.int().positive().describe("values per vector"),
  }),
  fingerprint: z
    .string()
    .nullable()
    .describe("of the run's dataset; before it is sealed, `shard` and the shard's SHA-256"),
  count: z.int().min(0).describe("captions, each with a vector"),
});

/** Bytes of the first line, filled with spaces: numbers after it stand where arrays of them may begin. */
const HEAD = 512;

/** What vectors are of: captions by the sentence encoder, pictures by a CLIP model. */
export type VectorsOf = "captions" | "images";

/** Where a shard's vectors lie. */
export function vectorPath(folder: string, shard: string, of: VectorsOf = "captions"): string {
  return join(folder, of === "captions" ? "embeddings" : "image-embeddings", `${shard}.bin`);
}

/** Writes one shard's vectors, each rounded to bytes by its own measure. */
export async function writeVectors(
  folder: string,
  shard: string,
  { model, fingerprint }: Pick<VectorHeader, "model" | "fingerprint">,
  found: readonly { readonly row: number; readonly vector: Float32Array }[],
  of: VectorsOf = "captions",
): Promise<void> {
  const count = found.length;
  const header: VectorHeader = { schema: "sluice.embeddings/1", model, fingerprint, count };
  const out = Buffer.alloc(HEAD + count * (8 + model.width), 0x20);
  writeHead(out, header);
  for (const [i, { row, vector }] of found.entries()) {
    const { bytes, scale } = inBytes(vector);
    out.writeInt32LE(row, HEAD + 4 * i);
    out.writeFloatLE(scale, HEAD + 4 * count + 4 * i);
    out.set(new Uint8Array(bytes.buffer), HEAD + 8 * count + i * model.width);
  }
  const path = vectorPath(folder, shard, of);
  await mkdir(dirname(path), { recursive: true });
  await writeWhole(path, out);
}

/** Says of a shard's vectors, made before its run was sealed, that they are the run's; their numbers stay. */
export async function sealVectors(
  folder: string,
  shard: string,
  header: VectorHeader,
  fingerprint: string,
  of: VectorsOf = "captions",
): Promise<void> {
  const path = vectorPath(folder, shard, of);
  const bytes = await readFile(path);
  writeHead(bytes.fill(0x20, 0, HEAD), { ...header, fingerprint });
  await writeWhole(path, bytes);
}

function writeHead(bytes: Buffer, header: VectorHeader): void {
  bytes.write(JSON.stringify(header));
  bytes[HEAD - 1] = 0x0a;
}

/** A vector as bytes, and what they are to be multiplied with. */
export function inBytes(vector: Float32Array): { readonly bytes: Int8Array; readonly scale: number } {
  const most = vector.reduce((max, value) => Math.max(max, Math.abs(value)), 0) || 1;
  const bytes = Int8Array.from(vector, (value) => Math.round((127 * value) / most));
  const length = Math.sqrt(bytes.reduce((sum, value) => sum + value * value, 0)) || 1;
  return { bytes, scale: 1 / length };
}

/** What a shard's file says of itself; null where there is none. @throws CliError (exit code 2) where it is damaged */
export async function readHeader(
  folder: string,
  shard: string,
  of: VectorsOf = "captions",
): Promise<VectorHeader | null> {
  const path = vectorPath(folder, shard, of);
  if (!existsSync(path)) return null;
  const file = await open(path);
  try {
    const { buffer } = await file.read(Buffer.alloc(HEAD), 0, HEAD, 0);
    const header = vectorHeaderSchema.parse(JSON.parse(buffer.toString("utf8")));
    const { size } = await file.stat();
    if (size !== HEAD + header.count * (8 + header.model.width)) throw new Error("it ends too early");
    return header;
  } catch (cause) {
    throw new CliError(
      `Cannot read embeddings "${path}": ${oneLine(cause)}; ${of === "captions" ? "sluice topics --again makes them anew" : "delete it: the next search makes it anew"}`,
      { exitCode: 2, cause },
    );
  } finally {
    await file.close();
  }
}

/** Reads the vectors of these shards into memory. @throws CliError (exit code 2) where one is missing or damaged */
export async function readVectors(
  folder: string,
  names: readonly string[],
  width: number,
  of: VectorsOf = "captions",
): Promise<Vectors> {
  const counts: number[] = [];
  for (const name of names) counts.push((await readHeader(folder, name, of))?.count ?? 0);
  const count = counts.reduce((sum, one) => sum + one, 0);
  const rows = new Int32Array(count);
  const scales = new Float32Array(count);
  const bytes = new Int8Array(count * width);
  const shards: Vectors["shards"][number][] = [];
  let from = 0;
  for (const [i, name] of names.entries()) {
    const n = counts[i] ?? 0;
    if (n > 0) await fill(vectorPath(folder, name, of), n, { rows, scales, bytes }, { from, width });
    shards.push({ name, from, to: from + n });
    from += n;
  }
  return { width, count, rows, scales, bytes, shards };
}

/** Reads a file's numbers to where they belong: nothing is held twice. */
async function fill(
  path: string,
  count: number,
  { rows, scales, bytes }: Pick<Vectors, "rows" | "scales" | "bytes">,
  { from, width }: { readonly from: number; readonly width: number },
): Promise<void> {
  const file = await open(path);
  try {
    const parts = [
      { at: HEAD, to: new Uint8Array(rows.buffer, 4 * from, 4 * count) },
      { at: HEAD + 4 * count, to: new Uint8Array(scales.buffer, 4 * from, 4 * count) },
      { at: HEAD + 8 * count, to: new Uint8Array(bytes.buffer, from * width, count * width) },
    ];
    for (const { at, to } of parts) await file.read(to, 0, to.length, at);
  } finally {
    await file.close();
  }
}
