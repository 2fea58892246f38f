import { join } from "node:path";
import { hold } from "../process/hold.ts";
import { readBooks } from "../proof/books.ts";
import { type CuratedCheck, checkCurated } from "../proof/check.ts";
import { goOn, HOLDER } from "../recall/moves.ts";
import { countStripped, type Recalled, type RecallFrom, recall, stillThere } from "../recall/recall.ts";
import { readWanted, type Wanted } from "../recall/wanted.ts";
import { openCurated } from "./check-curated.ts";

/** What is to be taken out of which curated dataset. */
export interface RecallWish {
  readonly folder: string;
  /** Lists of known harm. */
  readonly hashes?: readonly string[];
  /** Files of keys, one a line. */
  readonly keys?: readonly string[];
  /** Where its source lies now, when it moved. */
  readonly data?: string | null;
  readonly now: () => Date;
}

/** What a recall did, and how it was proven. */
export interface RecallDone extends Recalled {
  readonly schema: "sluice.recalled/1";
  /** Whether the dataset was read again and holds nothing of what was to go. */
  readonly absent: boolean;
  /** Whether it is its source less what its books list; null where the source is out of reach, as `reason` says. */
  readonly check: CuratedCheck | null;
  readonly reason: string;
  /** Lines of the lists that say nothing. */
  readonly troubles: readonly string[];
}

/**
 * Takes pairs out of a curated dataset by hash or key, and proves that they are gone: the dataset is read again, and
 * held against its source.
 * @throws CliError (exit code 2): no curated dataset, no list, one that cannot be read, another recall under way
 */
export async function recallPairs(wish: RecallWish, signal: AbortSignal): Promise<RecallDone> {
  const { folder, hashes = [], keys = [] } = wish;
  const wanted = await readWanted(hashes, keys);
  await readBooks(folder);
  // Two at once would put each other's pairs back in place.
  const letGo = await hold(join(folder, HOLDER), folder);
  try {
    return await recallWanted(wish, wanted, signal);
  } finally {
    await letGo();
  }
}

async function recallWanted(
  { folder, data = null, now }: RecallWish,
  wanted: Wanted,
  signal: AbortSignal,
): Promise<RecallDone> {
  await goOn(folder);
  const { from, reason } = await opened(folder, data);
  const done = await recall(from, wanted, { at: now().toISOString() }, signal);
  const after = (await opened(folder, data)).from;
  const there = await stillThere(after, wanted, signal);
  const { troubles } = wanted;
  const said = {
    ...done,
    schema: "sluice.recalled/1",
    absent: there.length === 0,
    reason,
    troubles,
  } as const;
  const { source } = after;
  if (source === null) return { ...said, check: null };
  const checked = async () =>
    checkCurated({ folder, books: await readBooks(folder), source, output: after.output }, signal);
  if (done.pairs > 0) await countStripped(folder, (await checked()).stripped);
  return { ...said, check: await checked() };
}

async function opened(
  folder: string,
  data: string | null,
): Promise<{ readonly from: RecallFrom; readonly reason: string }> {
  const { output, source } = await openCurated(folder, data);
  return "refused" in source
    ? { from: { folder, output, source: null }, reason: source.refused }
    : { from: { folder, output, source }, reason: "" };
}
