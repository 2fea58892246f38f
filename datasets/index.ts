// throwaway
import { createHash } from "node:crypto";
import { createReadStream, readdirSync, readFileSync, statSync } from "node:fs";
import { buffer } from "node:stream/consumers";
import sharp from "sharp";
import { extract } from "tar-stream";
import type { Dataset } from "./format.ts";
export type { Dataset, Shard } from "./format.ts";
export { isTrouble, type Pair, type Trouble } from "./pair.ts";
export function fingerprint(shards: readonly { name: string; bytes: number; sha256: string }[]): string {
  return createHash("sha256").update(shards.map((s) => JSON.stringify([s.name, s.bytes, s.sha256])).join("\n")).digest("hex");
}
export interface Inspection { format: string }
export async function inspectDataset(d: Dataset, _o: unknown): Promise<Inspection> { return { format: d.format }; }
export function limitDecodeThreads(n: number) { sharp.concurrency(n); sharp.cache(false); }
export async function decodeImage(bytes: Uint8Array, _o: { maxPixels?: number } = {}): Promise<{ facts: { bytes: number; decodable: boolean; width?: number; height?: number; format?: string; animated?: boolean; exifGps?: boolean }; pixels?: { data: Uint8Array; width: number; height: number }; error?: string }> {
  try {
    const { data, info } = await sharp(bytes).autoOrient().flatten({ background: "#fff" }).toColourspace("srgb").raw().toBuffer({ resolveWithObject: true });
    return { facts: { bytes: bytes.length, decodable: true, width: info.width, height: info.height, format: "x" }, pixels: { data, width: info.width, height: info.height } };
  } catch (e) {
    return { facts: { bytes: bytes.length, decodable: false }, error: `Cannot decode image: ${(e as Error).message.split("\n")[0]}` };
  }
}
export async function openDataset(uri: string): Promise<Dataset> {
  const dir = uri === "sample" ? "datasets/sample/shards" : uri;
  const files = statSync(dir).isDirectory() ? readdirSync(dir).filter((f) => f.endsWith(".tar")).map((f) => `${dir}/${f}`) : [dir];
  return { uri, format: "webdataset", hasImages: true, columns: [], troubles: [], shards: files.map((path) => ({
    name: path.replace(/.*\//, "").replace(".tar", ""), source: path, bytes: statSync(path).size,
    digest: async () => createHash("sha256").update(readFileSync(path)).digest("hex"),
    async *read(signal: AbortSignal) {
      const x = createReadStream(path).pipe(extract());
      let key = "", row = 0, m = new Map<string, Buffer>();
      const flush = () => { const img = m.get("jpg") ?? m.get("png") ?? m.get("webp") ?? m.get("gif"); const t = m.get("txt"); return { key: `${path.replace(/.*\//, "").replace(".tar", "")}/${key}`, row: row++, meta: {}, ...(t ? { caption: t.toString() } : {}), ...(img ? { image: async () => img } : {}) }; };
      for await (const e of x) { signal.throwIfAborted(); const base = e.header.name.replace(/.*\//, ""); const i = base.indexOf("."); const k = base.slice(0, i); if (k !== key && m.size) { yield flush(); m = new Map(); } key = k; m.set(base.slice(i + 1), await buffer(e)); }
      if (m.size) yield flush();
    } })) };
}
export { buildSample } from "./sample/build.ts";
