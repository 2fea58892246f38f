/** Assembles `resize.wat` into `wasm.ts`: `npm run wasm`. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import wabt from "wabt";

/** The module's bytes in Base64. */
export async function assembled(): Promise<string> {
  const text = readFileSync(join(import.meta.dirname, "resize.wat"), "utf8");
  const parsed = (await wabt()).parseWat("resize.wat", text, { simd: true });
  parsed.validate();
  return Buffer.from(parsed.toBinary({}).buffer).toString("base64");
}

if (process.argv[1] === import.meta.filename) {
  const lines = (await assembled()).match(/.{1,100}/gu) ?? [];
  const body = lines.map((line) => `  "${line}",`).join("\n");
  writeFileSync(
    join(import.meta.dirname, "wasm.ts"),
    `/** \`resize.wat\`, assembled by \`npm run wasm\`, in Base64. */\nexport const wasm = [\n${body}\n].join("");\n`,
  );
}
