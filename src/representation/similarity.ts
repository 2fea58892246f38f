import { type Register, sideFlagsOf } from "../../filters/policies.ts";
import type { DecidedRun } from "../run/decided-run.ts";
import { registerOf } from "../run/register.ts";
import { type Rate, wilson } from "../statistics/wilson.ts";

/** Similarities at which pairs are counted: 0.28 and 0.3 are those by which LAION-5B and LAION-400M kept theirs. */
const CUTS = [0.1, 0.15, 0.2, 0.25, 0.28, 0.3, 0.35, 0.4] as const;

/** Pairs at or above a similarity. */
export interface SimilarityRow {
  readonly cut: number;
  /** Of all with a similarity. */
  readonly kept: Rate;
  /** Flagged by their words, with a picture that is not, of those that this cut keeps. */
  readonly harmful: Rate;
  /** What is left of such pairs, of all of them with a similarity. */
  readonly left: Rate;
}

/** Harmful words on harmless pictures, and whether a cut of similarity takes them out. */
export interface Similarities {
  /** The column that says how far image and caption belong together. */
  readonly by: string;
  /** What flags a caption, and a picture, in words. */
  readonly text: string;
  readonly image: string;
  readonly measured: number;
  readonly unmeasured: number;
  /** Flagged by their words alone, of pairs whose both sides were measured. */
  readonly harmful: Rate;
  readonly rows: readonly SimilarityRow[];
}

/**
 * Sweeps similarity over pairs that words flag and pictures do not, as similarity filtering let them in (Birhane, Prabhu &
 * Kahembwe 2021); null where the run has no similarity, or lacks flags of a side.
 */
export async function similaritiesOf({ query, columns, run }: DecidedRun): Promise<Similarities | null> {
  const known = new Set(columns.map(({ name }) => name));
  const by = similarityAmong(known);
  const flags = flagsOf(known, registerOf(run.inputs));
  if (by === null || flags === null) return null;
  const { text, image } = flags;
  const counts = CUTS.flatMap((cut, i) => [
    `count(*) FILTER (s >= ${cut}) AS n${i}`,
    `count(*) FILTER (s >= ${cut} AND bad) AS k${i}`,
  ]);
  // What one side did not measure is neither harmful words nor a harmless picture.
  const [row = {}] = await query.rows<Record<string, number>>(`
SELECT count(s) AS n, count(*) - count(s) AS none, count(bad) AS sides, count(*) FILTER (bad) AS bad,
  count(*) FILTER (bad AND s IS NOT NULL) AS k, ${counts.join(", ")}
FROM (SELECT "${by}" AS s, ((${text.when}) AND NOT (${image.when})) AS bad FROM scores)`);
  const at = (name: string) => row[name] ?? 0;
  return {
    by,
    text: text.says,
    image: image.says,
    measured: at("n"),
    unmeasured: at("none"),
    harmful: wilson(at("bad"), at("sides")),
    rows: CUTS.map((cut, i) => ({
      cut,
      kept: wilson(at(`n${i}`), at("n")),
      harmful: wilson(at(`k${i}`), at(`n${i}`)),
      left: wilson(at(`k${i}`), at("k")),
    })),
  };
}

/** What measures it: CLIP of the run, else the producer's column. */
function similarityAmong(known: ReadonlySet<string>): string | null {
  if (known.has("clip_similarity")) return "clip_similarity";
  return [...known].find((name) => /^source_(?:\w*_)?similarity(?:_score)?$/iu.test(name)) ?? null;
}

function flagsOf(known: ReadonlySet<string>, register: Register) {
  const sides = sideFlagsOf(register);
  const [text, image] = [sides.text, sides.image].map((side) =>
    side.find(({ needs }) => needs.every((name) => known.has(name))),
  );
  return text === undefined || image === undefined ? null : { text, image };
}
