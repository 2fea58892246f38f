import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { panel } from "../filters/image-panel.ts";
import { type BenchModel, onnxPath } from "./models.ts";

const program = join(import.meta.dirname, "python_pool.py");

/** The Python that has bench/requirements.txt, or null where nobody said which: `SLUICE_BENCH_PYTHON`. */
const python = process.env["SLUICE_BENCH_PYTHON"] || null;

/** Images per second of a pool of Python processes over the same tar, same networks in floats; null without Python. */
export async function pythonPool(
  tar: string,
  model: BenchModel,
  count: number,
  cores: number,
): Promise<number | null> {
  if (python === null || !existsSync(python)) return null;
  const ids = model === "panel" ? panel.map(({ id }) => id) : [model];
  const networks: string[] = [];
  for (const id of ids) {
    const { path, size, resize } = await onnxPath(id);
    networks.push(`${path}:${size}:${resize === "open-nsfw" ? "open-nsfw" : ""}`);
  }
  const { stdout } = await promisify(execFile)(python, [
    program,
    tar,
    String(count),
    String(cores),
    ...networks,
  ]);
  return JSON.parse(/^RESULT (.*)$/mu.exec(stdout)?.[1] ?? "null") as number | null;
}
