import { sha256Bytes } from "../src/digest/sha256.ts";

/** A text of `unified.jsonl.gz`, as far as its split depends on it. */
export interface Splittable {
  readonly source: string;
  readonly split: string;
  readonly text: string;
}

/** Sources that training and tuning never see, and those whose own splits count: as `training/prepare.py` has them. */
const HELD_OUT = new Set(["vicomtech", "fox-news", "toxigen-demos", "mlma"]);
const PUBLISHED = new Set(["cad", "edos", "hatemoji-build"]);

/** The split that training gave a text: by its source, or by the hash of its letters as `training/rows.py` takes it. */
export function trainingSplit({ source, split, text }: Splittable): string {
  if (HELD_OUT.has(source)) return "test";
  if (PUBLISHED.has(source)) return split;
  const letters = text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/https?:\/\/\S+|@[\p{L}\p{N}_]+|\[?url\]?(?![\p{L}\p{N}_])/gu, " ")
    .replace(/[^\p{L}\p{N}]+|\p{Nd}+/gu, " ")
    .replace(/\s+/gu, " ")
    .trim();
  const place = sha256Bytes(`split${letters}`).readUIntBE(0, 6) / 2 ** 48;
  return place < 0.12 ? "test" : place < 0.18 ? "dev" : "train";
}
