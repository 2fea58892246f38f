import { CliError } from "../../process/errors.ts";
import type { Batch, Scored, WorkerFacts, WorkerSetup } from "./batch.ts";
import { type Seat, startSeat, WorkerDied } from "./seat.ts";

/** Workers that may die before they are ready, one after the other, before the audit ends. */
const MOST_STARTS = 3;

/**
 * Deaths, of all workers, with nothing scored in between before the audit ends: a batch in which every pair ends its
 * worker needs two for the batch and at most one for each half of a half.
 */
const MOST_DEATHS = 40;

/** Where one worker at a time sits; one that dies is replaced. */
export interface Desk {
  /** What its first worker found. @throws CliError when workers cannot start */
  facts(): Promise<WorkerFacts>;
  /** Batches that it was given and that are not scored yet. */
  batches(): number;
  /** Whether it goes after pairs that ended a worker, and takes no others. */
  rescues(): boolean;
  /**
   * Scores a batch, in parts where its worker died of it: then each half is scored alone, and so on, until a row says
   * which pair ends workers.
   * @throws CliError when workers cannot start, or when nothing but their deaths happens
   */
  score(batch: Batch): Promise<readonly Scored[]>;
  close(): Promise<void>;
}

/** Opens a desk and starts its worker. @param deaths counted over all desks of a pool */
export function openDesk(setup: WorkerSetup, deaths: { inARow: number }): Desk {
  let closed = false;
  let batches = 0;
  let rescues = 0;
  let turn: Promise<unknown> = Promise.resolve();
  let process = startSeat(setup);
  let seated: Promise<Seat> = seat();

  /** A worker that is ready, started again where one dies before. */
  async function seat(): Promise<Seat> {
    for (let starts = 1; ; starts++)
      try {
        return await process.ready;
      } catch (error) {
        if (!(error instanceof WorkerDied) || closed) throw error;
        if (starts === MOST_STARTS)
          throw new CliError(`Cannot go on: workers die before they are ready: ${error.message}`, {
            exitCode: 1,
          });
        process = startSeat(setup);
      }
  }
  const first = seated;
  first.catch(() => {});

  async function attempt(batch: Batch): Promise<Scored> {
    const before = seated;
    if (!(await before).alive() && !closed && seated === before) {
      process = startSeat(setup);
      seated = seat();
    }
    const scored = await (await seated).score(batch);
    if (batch.pairs.some(({ fatal }) => fatal === undefined)) deaths.inARow = 0;
    return scored;
  }
  const mayGoOn = (error: unknown) => {
    if (!(error instanceof WorkerDied) || closed) throw error;
    if (++deaths.inARow > MOST_DEATHS)
      throw new CliError(
        `Cannot go on: ${MOST_DEATHS} workers died one after the other, the last by ${error.message}; see which filter ends its process`,
        { exitCode: 1 },
      );
    return error.message;
  };

  /** Scores alone what died in company, and each half alone of what died alone. */
  async function rescue(batch: Batch): Promise<readonly Scored[]> {
    const { pairs } = batch;
    try {
      return [await attempt(batch)];
    } catch (error) {
      const reason = mayGoOn(error);
      const half = Math.ceil(pairs.length / 2);
      if (pairs.length > 1)
        return [
          ...(await rescue({ ...batch, pairs: pairs.slice(0, half) })),
          ...(await rescue({ ...batch, pairs: pairs.slice(half) })),
        ];
      const fatal = `Cannot score: the worker died of this pair each time (${reason})`;
      return [await attempt({ ...batch, pairs: pairs.map((pair) => ({ ...pair, fatal })) })];
    }
  }

  return {
    facts: async () => (await first).facts,
    batches: () => batches,
    rescues: () => rescues > 0,
    async score(batch) {
      batches++;
      try {
        return [await attempt(batch)];
      } catch (error) {
        mayGoOn(error);
        rescues++;
        const mine = turn.then(() => rescue(batch));
        turn = mine.catch(() => {});
        return await mine.finally(() => rescues--);
      } finally {
        batches--;
      }
    },
    async close() {
      closed = true;
      await process.close();
    },
  };
}
