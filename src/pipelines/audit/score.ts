import { type Filter, type Row, type Sample, WrongRows } from "../../../filters/index.ts";
import { oneLine } from "../../process/errors.ts";

/** A sample's scores, or why a filter could not give them. */
export interface Judged {
  readonly row: Row;
  readonly error?: string;
}

/**
 * Runs every filter on the samples it can judge; a sample that breaks a filter fails alone.
 * @param wanted whether a filter is to see a sample that it can judge; absent, always
 * @throws WrongRows when a filter of somebody's own gives what it did not declare
 */
export async function scoreSamples(
  filters: readonly Filter[],
  samples: readonly Sample[],
  wanted: (filter: Filter, index: number) => boolean = () => true,
): Promise<readonly Judged[]> {
  const judged: Judged[] = samples.map(() => ({ row: {} }));
  for (const filter of filters) {
    const able = samples
      .map((_, i) => i)
      .filter((i) => canJudge(filter, samples[i] as Sample) && wanted(filter, i));
    const results = await scoreOrSplit(
      filter,
      able.map((i) => samples[i] as Sample),
    );
    for (const [n, i] of able.entries()) judged[i] = merge(judged[i] as Judged, results[n] as Judged);
  }
  return judged;
}

function canJudge({ needs }: Filter, { caption, image }: Sample): boolean {
  if (needs === "caption") return caption !== undefined;
  return image !== undefined && (needs === "image" || caption !== undefined);
}

async function scoreOrSplit(filter: Filter, samples: readonly Sample[]): Promise<readonly Judged[]> {
  if (samples.length === 0) return [];
  try {
    return (await filter.score(samples)).map((row) => ({ row }));
  } catch (error) {
    if (error instanceof WrongRows) throw error;
    if (samples.length === 1)
      return [{ row: {}, error: `Cannot score with filter "${filter.id}": ${oneLine(error)}` }];
    const alone = [];
    for (const sample of samples) alone.push(...(await scoreOrSplit(filter, [sample])));
    return alone;
  }
}

function merge(a: Judged, b: Judged): Judged {
  const error = a.error ?? b.error;
  return { row: { ...a.row, ...b.row }, ...(error === undefined ? {} : { error }) };
}
