import { createHash } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { convertNsfwjs, type NsfwjsId, nsfwjsModels, readNsfwjs } from "./nsfwjs.ts";

/** Converts all three models and writes their digests into their manifests: `npm run convert`. */
for (const id of Object.keys(nsfwjsModels) as NsfwjsId[]) {
  const onnx = convertNsfwjs(id, await readNsfwjs(id));
  const folder = join(dirname(import.meta.dirname), id);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "model.onnx"), onnx);
  const manifest = JSON.parse(await readFile(join(folder, "model.json"), "utf8"));
  const sha256 = createHash("sha256").update(onnx).digest("hex");
  manifest.files = [{ path: "model.onnx", sha256, bytes: onnx.length }];
  await writeFile(join(folder, "model.json"), `${JSON.stringify(manifest, null, 2)}\n`);
  console.log(`${id}: ${onnx.length} bytes, SHA-256 ${sha256}`);
}
