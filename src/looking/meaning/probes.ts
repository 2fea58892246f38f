import { depicted } from "../../../filters/index.ts";
import { type RunAt, withRun } from "../../actions/open-run.ts";
import { CliError } from "../../process/errors.ts";
import { namedIn } from "../../representation/people.ts";
import { add, type CellOutcome, outcomeOf, type Tally } from "../../representation/tally.ts";
import type { DecidedRun } from "../../run/decided-run.ts";
import { type Rate, wilson } from "../../statistics/wilson.ts";
import { PICTURES_BY } from "../lists.ts";
import type { EmbedWish } from "./embed.ts";
import { imageVectors } from "./image-vectors.ts";
import type { Vectors } from "./vectors.ts";

/** What pictures are held against, and by which model. */
export interface ProbeWish extends EmbedWish {
  /** Descriptions, of which a picture is nearest to one. */
  readonly probes: readonly string[];
  readonly clip?: string | undefined;
  /** Where the dataset's pictures lie now, when it moved. */
  readonly data?: string | undefined;
}

/** Pairs whose captions name people in one way: how many of their pictures are nearest to each probe. */
export interface ProbeRow {
  /** `gender women`, `word gender nun`. */
  readonly cell: string;
  readonly pairs: number;
  /** In the order of the probes: a share and odds against all other pictures, or bounds where the cell is small. */
  readonly probes: readonly CellOutcome[];
}

/** What a CLIP model takes the pictures for, by whom their captions name. */
export interface Probes {
  readonly schema: "sluice.probes/1";
  readonly run: string;
  readonly model: string;
  readonly probes: readonly string[];
  /** Pictures that were looked at, and the share of each probe among them. */
  readonly pictures: number;
  readonly overall: readonly Rate[];
  readonly groups: readonly ProbeRow[];
  readonly terms: readonly ProbeRow[];
}

/**
 * Asks a CLIP model which of some descriptions each picture is nearest to, and counts it by the groups and words that
 * captions name: zero-shot, as published audits probed. It says what the model takes them for, and nothing of who is seen.
 * @throws CliError (exit code 2) fewer than two probes, or as {@link imageVectors}
 */
export function probesAt(
  at: RunAt,
  { probes, clip = PICTURES_BY, data, ...wish }: ProbeWish,
): Promise<Probes> {
  if (new Set(probes).size < 2)
    throw new CliError(`Cannot probe: wanted two descriptions or more, got ${new Set(probes).size}`, {
      exitCode: 2,
    });
  return withRun(at, async (run) => {
    const pictures = await imageVectors(run, { ...wish, clip, data: data ?? null });
    try {
      const texts = await pictures.clip.embedTexts([...new Set(probes)]);
      return {
        run: at.folder,
        ...(await counted(run, pictures.vectors, texts)),
        ...named(pictures.clip.id, probes),
      };
    } finally {
      await pictures.clip.close();
    }
  });
}

function named(model: string, probes: readonly string[]) {
  return { schema: "sluice.probes/1", model, probes: [...new Set(probes)] } as const;
}

async function counted(run: DecidedRun, vectors: Vectors, probes: readonly Float32Array[]) {
  const all = new Map<string, Tally>();
  const [groups, terms] = [new Map<string, Tally>(), new Map<string, Tally>()];
  for (const { name, from, to } of vectors.shards) {
    const captions = await captionsIn(run, name);
    for (let i = from; i < to; i++) {
      const near = nearestProbe(vectors, i, probes);
      const caption = captions.get(vectors.rows[i] ?? -1) ?? "";
      const one = {
        caption,
        pairs: 1,
        hits: probes.map((_, at) => Number(at === near)),
        measured: probes.map(() => 1),
      };
      add(all, "all", one);
      const ways = namedIn(depicted(caption));
      for (const [axis, value] of ways.groups) add(groups, `${axis} ${value}`, one);
      for (const [axis, term] of ways.terms) add(terms, `word ${axis} ${term}`, one);
    }
  }
  const whole = all.get("all") ?? { pairs: 0, hits: [], measured: [] };
  const rows = (table: ReadonlyMap<string, Tally>): readonly ProbeRow[] => {
    const cells = [...table].sort(([a, x], [b, y]) => y.pairs - x.pairs || (a < b ? -1 : 1));
    const columns = probes.map((_, at) =>
      outcomeOf(
        cells.map(([, tally]) => tally),
        at,
        whole,
      ),
    );
    return cells.map(([cell, { pairs }], row) => ({
      ...{ cell, pairs },
      probes: columns.flatMap((column) => column[row] ?? []),
    }));
  };
  return {
    pictures: whole.pairs,
    overall: probes.map((_, at) => wilson(whole.hits[at] ?? 0, whole.pairs)),
    groups: rows(groups),
    terms: rows(terms),
  };
}

/** The probe of the largest cosine; the first of several. */
function nearestProbe({ bytes, width }: Vectors, index: number, probes: readonly Float32Array[]): number {
  let [best, most] = [0, Number.NEGATIVE_INFINITY];
  for (const [at, probe] of probes.entries()) {
    let dot = 0;
    for (let j = 0; j < width; j++) dot += (bytes[index * width + j] ?? 0) * (probe[j] ?? 0);
    if (dot > most) [best, most] = [at, dot];
  }
  return best;
}

async function captionsIn({ query }: DecidedRun, shard: string): Promise<ReadonlyMap<number, string>> {
  const rows = await query.rows<{ row: number; caption: string }>(
    "SELECT row, caption FROM scores WHERE shard = $1 AND caption IS NOT NULL",
    [shard],
  );
  return new Map(rows.map(({ row, caption }) => [row, caption]));
}
