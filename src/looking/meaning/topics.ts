import { realpath } from "node:fs/promises";
import { join } from "node:path";
import { LOOKING_VEIL } from "../../exposure/ladder.ts";
import { CliError } from "../../process/errors.ts";
import { commit } from "../../process/files.ts";
import type { DecidedRun } from "../../run/decided-run.ts";
import { doubtOf } from "../../run/doubt.ts";
import { literal } from "../../run/literal.ts";
import { rereadScores } from "../../run/query.ts";
import type { StoredRow } from "../../run/questions/rows.ts";
import { type Rate, wilson } from "../../statistics/wilson.ts";
import { PICTURES_BY } from "../lists.ts";
import { type Clusters, cluster, clustersFor } from "./clusters.ts";
import { captionVectors, type EmbedWish } from "./embed.ts";
import { placeOf } from "./find.ts";
import { imageVectors } from "./image-vectors.ts";
import { topicNames } from "./topic-names.ts";
import { readHeader, type Vectors, type VectorsOf } from "./vectors.ts";

/** Captions of a topic that name it: those nearest to its centre. */
const NAMED_BY = 200;

/** Most topics that can be asked for. */
export const MOST_TOPICS = 500;

/** Column and file of topics, by what they are of. */
const kept = {
  captions: { column: "topic", file: "topics.parquet" },
  images: { column: "image_topic", file: "image-topics.parquet" },
} as const;

/** Captions that are alike in meaning, or pictures that show the like. */
export interface Topic {
  /** Words that tell it from the others; captions above the veil give none. */
  readonly name: string;
  /** Pairs of it that the policy does not keep, of all of its pairs. */
  readonly flagged: Rate;
  /** Exactly its pairs. */
  readonly where: string;
}

export interface TopicsWish extends EmbedWish {
  /** How many; as suits the run unless given. */
  readonly count?: number | undefined;
  /** What is parted: captions unless said, or pictures, which a CLIP model looks at. */
  readonly over?: VectorsOf | undefined;
  /** By which CLIP model; the one that Sluice names unless said. */
  readonly clip?: string | undefined;
  /** Where the dataset's pictures lie now, when it moved. */
  readonly data?: string | null | undefined;
}

/** The column that topics are. */
export function topicColumn(over: VectorsOf = "captions"): string {
  return kept[over].column;
}

/**
 * Parts a run's captions into topics and writes `topics.parquet`, a column `topic` of the run from then on, or its
 * pictures, `image-topics.parquet` and `image_topic`; what lies there already is read. Words name both.
 * @returns the run with that column, and its topics, the largest first
 * @throws CliError as {@link captionVectors} and {@link imageVectors}
 */
export async function topicsOf(
  run: DecidedRun,
  wish: TopicsWish = {},
): Promise<{ readonly run: DecidedRun; readonly topics: readonly Topic[] }> {
  const column = topicColumn(wish.over);
  const known = run.columns.some(({ name }) => name === column);
  const anew = !known || wish.again === true || wish.count !== undefined || (await isByAnother(run, wish));
  if (anew) await writeTopics(run, wish);
  if (anew) await rereadScores(run.query, run.folder);
  const now = anew ? await run.use(run.policySource) : run;
  const rows = await now.query.rows<{ topic: string; n: number; flagged: number }>(
    `SELECT ${column} AS topic, count(*) AS n, count(*) FILTER (action <> 'keep') AS flagged FROM explored
     WHERE ${column} IS NOT NULL GROUP BY ALL ORDER BY n DESC, topic`,
  );
  const topics = rows.map(({ topic, n, flagged }) => ({
    ...{ name: topic, flagged: wilson(flagged, n) },
    where: `${column} = '${literal(topic)}'`,
  }));
  return { run: now, topics };
}

/** Whether the pictures were looked at by another model than the one that is named. */
async function isByAnother({ folder, run }: DecidedRun, { over, clip }: TopicsWish): Promise<boolean> {
  const [first] = run.inputs.shards;
  if (over !== "images" || clip === undefined || first === undefined) return false;
  return (await readHeader(folder, first.name, over))?.model.id !== clip;
}

async function vectorsFor(run: DecidedRun, { over, clip = PICTURES_BY, data = null, ...wish }: TopicsWish) {
  if (over !== "images") return captionVectors(run, wish);
  const pictures = await imageVectors(run, { ...wish, clip, data });
  await pictures.clip.close();
  return pictures.vectors;
}

async function writeTopics(run: DecidedRun, { count, ...wish }: TopicsWish): Promise<void> {
  const { column, file } = kept[wish.over ?? "captions"];
  const vectors = await vectorsFor(run, wish);
  const wanted = count ?? clustersFor(vectors.count);
  if (!Number.isInteger(wanted) || wanted < 1 || wanted > MOST_TOPICS)
    throw new CliError(`Cannot find topics: wanted a count from 1 to ${MOST_TOPICS}, got ${wanted}`, {
      exitCode: 2,
    });
  const clusters = await cluster(vectors, wanted, seeded(1));
  const names = topicNames(await readable(run, vectors, clusters));
  const path = join(await realpath(run.folder), file);
  await run.query.run(
    `CREATE OR REPLACE TEMP TABLE topic_of (shard VARCHAR, row INTEGER, ${column} VARCHAR)`,
  );
  for (const part of vectors.shards) {
    const [rows, topics]: [number[], number[]] = [[], []];
    for (let i = part.from; i < part.to; i++) {
      rows.push(vectors.rows[i] ?? 0);
      topics.push(clusters.of[i] ?? 0);
    }
    if (rows.length === 0) continue;
    const named = `list_extract([${names.map((name) => `'${literal(name)}'`).join(", ")}], t + 1)`;
    await run.query.run(
      `INSERT INTO topic_of SELECT '${literal(part.name)}', r, ${named}
       FROM (SELECT unnest([${rows.join(",")}]) AS r, unnest([${topics.join(",")}]) AS t)`,
    );
  }
  await commit(path, (to) => run.query.run(`COPY topic_of TO '${literal(to)}' (FORMAT parquet)`));
  await run.query.run("DROP TABLE topic_of");
}

/** Captions below the veil that are nearest to each topic's centre. */
async function readable(
  run: DecidedRun,
  vectors: Vectors,
  { of, similarity }: Clusters,
): Promise<readonly (readonly string[])[]> {
  const members: number[][] = [];
  for (let i = 0; i < vectors.count; i++) {
    const topic = of[i] ?? 0;
    members[topic] = members[topic] ?? [];
    members[topic].push(i);
  }
  const groups: string[][] = [];
  for (let topic = 0; topic < members.length; topic++) {
    const near = (members[topic] ?? [])
      .toSorted((a, b) => (similarity[b] ?? 0) - (similarity[a] ?? 0))
      .slice(0, NAMED_BY);
    const rows = await rowsAt(
      run,
      near.map((index) => placeOf(vectors, index)),
    );
    const clear = rows.filter((row) => (doubtOf(row) ?? 1) < LOOKING_VEIL);
    groups.push(clear.map((row) => String(row["caption"])));
  }
  return groups;
}

function rowsAt(
  { query }: DecidedRun,
  places: readonly { readonly shard: string; readonly row: number }[],
): Promise<readonly StoredRow[]> {
  return query.rows<StoredRow>(
    `SELECT scores.* FROM scores JOIN (
       SELECT unnest(from_json($1::VARCHAR, '[{"shard": "VARCHAR", "row": "BIGINT"}]')) AS place
     ) ON scores.shard = place.shard AND scores.row = place.row`,
    [JSON.stringify(places)],
  );
}

/** Numbers in [0, 1) that are the same each time (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
