import { setImmediate as turn } from "node:timers/promises";
import { apart, joined, type Outputs, rowsIn, shapeOf } from "./row-batches.ts";
import { createSession, type Feeds, type Session, type TensorInfo } from "./session.ts";

/** A network that somebody wants to run. */
export interface Wanted {
  /** An ONNX file's path or bytes. */
  readonly network: string | Uint8Array;
  /** What two who want the same network call it. */
  readonly key: string;
  readonly name: string;
  readonly device: string;
  /** A first run; null runs nothing. */
  readonly warmUp: Feeds | null;
  /** Whether each row of its outputs depends on that row of its inputs alone, so that requests may run together. */
  readonly rowsApart: boolean;
}

/** What came of it. */
export interface Opened extends Pick<Session, "device" | "refused" | "inputNames" | "inputs" | "outputs"> {
  readonly id: number;
  /** Rows that it runs at once at best; 1 where rows may not be joined. */
  readonly rows: number;
}

/** Sessions of one device that several workers share: one per network, whoever wants it. */
export interface SessionHost {
  open(wanted: Wanted): Promise<Opened>;
  run(id: number, feeds: Feeds): Promise<Outputs>;
  close(): Promise<void>;
}

interface Job {
  readonly feeds: Feeds;
  readonly rows: number;
  readonly shape: string;
  readonly resolve: (outputs: Outputs) => void;
  readonly reject: (error: unknown) => void;
}

/** Most rows of one run: beyond it no shipped network gains. */
const MOST_ROWS = 64;

/** A run longer than this has rows enough, milliseconds: workers wait for it. */
const LONG_MS = 250;

/** What a doubling of rows must gain, as a share of the rate, to be worth its memory and its wait. */
const LEAST_GAIN = 0.1;

export function sessionHost(): SessionHost {
  const opened = new Map<string, Promise<Opened>>();
  const sessions: { readonly session: Session; readonly run: (feeds: Feeds) => Promise<Outputs> }[] = [];
  const load = async (wanted: Wanted): Promise<Opened> => {
    const { network, warmUp, device, name } = wanted;
    const session = await createSession(network, warmUp ?? (() => null), { device }, name);
    const rows = wanted.rowsApart && isFree(session) && warmUp ? await bestRows(session, warmUp) : 1;
    const id = sessions.push({ session, run: rows > 1 ? together(session, rows) : oneByOne(session) }) - 1;
    const { device: used, refused, inputNames, inputs, outputs } = session;
    return { id, rows, device: used, refused, inputNames, inputs, outputs };
  };
  return {
    open(wanted) {
      const key = `${wanted.device} ${wanted.key}`;
      const known = opened.get(key) ?? load(wanted);
      opened.set(key, known);
      known.catch(() => opened.delete(key));
      return known;
    },
    async run(id, feeds) {
      const one = sessions[id];
      if (one === undefined) throw new Error(`Cannot run network ${id}: it is not loaded`);
      return one.run(feeds);
    },
    async close() {
      for (const { session } of sessions) await session.close();
    },
  };
}

/** Whether a network takes any number of rows and gives as many. */
function isFree({ inputs, outputs }: Session): boolean {
  const free = ({ shape: [rows] }: TensorInfo) => typeof rows === "string" || Number(rows) < 0;
  return inputs.every(free) && outputs.every(free);
}

/**
 * The number of rows a run at which a device computes the most of them a second, a power of two; found by trying,
 * and no more than memory allows.
 * @param now milliseconds, of any clock that never goes back
 */
export async function bestRows(
  session: Pick<Session, "run">,
  one: Feeds,
  now = () => performance.now(),
): Promise<number> {
  let best = { rows: 1, rate: 0 };
  for (let rows = 1; rows <= MOST_ROWS; rows *= 2) {
    const rate = await rateOf(session, joined([one], rows), rows, now).catch(() => 0);
    if (rate < best.rate * (1 + LEAST_GAIN)) break;
    best = { rows, rate };
    if ((rows * 1000) / rate > LONG_MS) break;
  }
  return best.rows;
}

/** Rows a second: the better of two runs after one that only prepares. */
async function rateOf(
  session: Pick<Session, "run">,
  feeds: Feeds,
  rows: number,
  now: () => number,
): Promise<number> {
  const first = now();
  await session.run(feeds);
  const prepared = now() - first;
  if (prepared > 4 * LONG_MS) return (rows * 1000) / prepared;
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < 2; i++) {
    const begun = now();
    await session.run(feeds);
    least = Math.min(least, now() - begun);
  }
  return (rows * 1000) / Math.max(least, 0.001);
}

/** Runs one request after the other: a run blocks this thread, and what waits for it must not pile up inside. */
function oneByOne(session: Session): (feeds: Feeds) => Promise<Outputs> {
  let last: Promise<unknown> = Promise.resolve();
  return (feeds) => {
    const mine = last.then(() => session.run(feeds));
    last = mine.catch(() => {});
    return mine;
  };
}

/**
 * Runs what waits together, up to `most` rows of the same shape. A run has a power of two of rows, the rest repeated:
 * a device prepares itself for each number of rows once, and there are few of them.
 */
function together(session: Session, most: number): (feeds: Feeds) => Promise<Outputs> {
  const waiting: Job[] = [];
  let running = false;
  const go = async () => {
    running = true;
    while (waiting.length > 0) {
      await runSome(session, taken(waiting, most));
      // A run blocks this thread: only now can what came meanwhile be heard.
      await turn();
    }
    running = false;
  };
  return (feeds) =>
    new Promise<Outputs>((resolve, reject) => {
      const rows = rowsIn(feeds);
      if (rows === null)
        return reject(new Error("Cannot run network: its inputs have unlike numbers of rows"));
      waiting.push({ feeds, rows, shape: shapeOf(feeds), resolve, reject });
      if (!running) void go();
    });
}

/** The first that waits, and whatever of the same shape still fits beside it. */
export function taken<J extends Pick<Job, "rows" | "shape">>(waiting: J[], most: number): readonly J[] {
  const [first] = waiting;
  if (first === undefined) return [];
  let rows = 0;
  const some: J[] = [];
  for (const job of [...waiting]) {
    if (job.shape !== first.shape || (some.length > 0 && rows + job.rows > most)) continue;
    some.push(job);
    rows += job.rows;
    waiting.splice(waiting.indexOf(job), 1);
    if (rows >= most) break;
  }
  return some;
}

async function runSome(session: Session, jobs: readonly Job[]): Promise<void> {
  const counts = jobs.map(({ rows }) => rows);
  const all = counts.reduce((sum, rows) => sum + rows, 0);
  const rows = 2 ** Math.ceil(Math.log2(all));
  try {
    const feeds = joined(
      jobs.map(({ feeds }) => feeds),
      rows,
    );
    const parts = apart(await session.run(feeds), rows, counts);
    for (const [i, { resolve }] of jobs.entries()) resolve(parts[i] ?? {});
  } catch (error) {
    // Memory may not have been enough for all of them: none fails for its company's sake.
    if (jobs.length > 1) for (const job of jobs) await runSome(session, [job]);
    else jobs[0]?.reject(error);
  }
}
