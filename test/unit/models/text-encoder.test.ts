import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { modelFolder } from "../../../models/index.ts";
import { createSession, type Session, type TensorInput } from "../../../models/session.ts";
import { loadTokenizer } from "../../../models/tokenizer.ts";

/** Captions with ids and the first four values of each token: models/minilm-l6-v2/training/export.py. */
const golden = JSON.parse(
  readFileSync(join(modelFolder("minilm-l6-v2"), "golden.json"), "utf8"),
) as readonly {
  readonly caption: string;
  readonly ids: readonly number[];
  readonly vectors: readonly (readonly number[])[];
}[];

const WINDOW = 32;

function feeds(ids: readonly number[], length: number): Readonly<Record<string, TensorInput>> {
  const row = (value: (at: number) => number): TensorInput => ({
    data: BigInt64Array.from({ length }, (_, at) => BigInt(value(at))),
    shape: [1, length],
  });
  return {
    input_ids: row((at) => ids[at] ?? 0),
    attention_mask: row((at) => (at < ids.length ? 1 : 0)),
    token_type_ids: row(() => 0),
  };
}

let session: Session;
beforeAll(async () => {
  const path = join(modelFolder("minilm-l6-v2"), "onnx/model_quantized.onnx");
  session = await createSession(path, feeds([101, 102], 2), { device: "cpu" });
});
afterAll(() => session.close());

async function vectors(ids: readonly number[], length: number): Promise<Float32Array> {
  const { last_hidden_state: rows } = await session.run(feeds(ids, length));
  if (rows === undefined) throw new Error("Cannot test: the encoder gave no last_hidden_state");
  return rows;
}

describe("the text encoder minilm-l6-v2", () => {
  it("tokenises as Python does", async () => {
    const tokenizer = await loadTokenizer(modelFolder("minilm-l6-v2"), WINDOW);
    for (const { caption, ids } of golden) expect(tokenizer.encode(caption)).toEqual(ids);
  });

  it("gives the token vectors that Python's onnxruntime gave, within 1e-4", async () => {
    for (const { ids, vectors: wanted } of golden) {
      const rows = await vectors(ids, ids.length);
      expect(rows).toHaveLength(ids.length * 384);
      for (const [token, values] of wanted.entries())
        for (const [at, value] of values.entries()) expect(rows[token * 384 + at]).toBeCloseTo(value, 4);
    }
  });

  it("gives a caption bit for bit the same vectors alone and padded to its window", async () => {
    for (const { ids } of golden) {
      const alone = await vectors(ids, ids.length);
      const padded = await vectors(ids, WINDOW);
      expect(padded.slice(0, alone.length)).toEqual(alone);
    }
  });
});
