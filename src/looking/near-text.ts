import { loadSentenceEncoder } from "../../models/index.ts";
import type { DecidedRun } from "../run/decided-run.ts";
import { captionVectors } from "./meaning/embed.ts";
import { placeOf } from "./meaning/find.ts";
import { nearest } from "./meaning/nearest.ts";

/** How a pair was found: the same, nearly the same, or alike in meaning. */
export type FoundHow = "exact" | "near" | "meaning";

/** A pair that is what was asked about; neither its picture nor its caption. */
export interface FoundPair {
  readonly key: string;
  readonly how: FoundHow;
  /** Bits of 64 between pictures; cosine of captions; null where neither is measured. */
  readonly measure: number | null;
}

/** Captions at least so alike say the same: cosine of their sentence vectors. */
const ALIKE = 0.9;
/** Captions that are looked at, the nearest first. */
const MOST = 500;

/** Pairs whose captions say the same in other words, the nearest first. */
export async function nearInMeaning(
  run: DecidedRun,
  text: string,
  signal: AbortSignal,
): Promise<readonly FoundPair[]> {
  const vectors = await captionVectors(run, { signal });
  const encoder = await loadSentenceEncoder({ device: "cpu" });
  try {
    const [vector = new Float32Array(vectors.width)] = await encoder.encode([text]);
    const places = nearest(vectors, vector, MOST)
      .filter(({ similarity }) => similarity >= ALIKE)
      .map(({ index, similarity }) => ({ ...placeOf(vectors, index), similarity }));
    return await run.query.rows<FoundPair>(
      `SELECT key, 'meaning' AS how, place.similarity AS measure FROM scores JOIN (
         SELECT unnest(from_json($1::VARCHAR, '[{"shard": "VARCHAR", "row": "BIGINT", "similarity": "DOUBLE"}]')) AS place
       ) ON scores.shard = place.shard AND scores.row = place.row ORDER BY place.similarity DESC`,
      [JSON.stringify(places)],
    );
  } finally {
    await encoder.close();
  }
}
