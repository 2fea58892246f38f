import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, beforeEach } from "vitest";
import { type AddressRule, isPublicAddress, openDataset } from "../../datasets/index.ts";
import { type Fetched, type FetchOptions, fetchPictures } from "../../src/fetch/fetch.ts";
import { readLists } from "../../src/fetch/lists.ts";
import { readHarmList } from "../../src/harm/list.ts";
import type { RunEvent } from "../../src/process/events.ts";
import { type LyingOrigin, startLyingOrigin } from "./lying-origin.ts";
import { scratchFolder } from "./run-files.ts";

/** Every name lies on this machine but three; loopback stands for the public internet, and the rule is otherwise as it is. */
const loopback: AddressRule = {
  resolve: async (host) => {
    if (host === "nowhere.test") throw Object.assign(new Error("no such name"), { code: "ENOTFOUND" });
    if (host === "inside.test") return ["10.1.2.3"];
    return host === "both.test" ? ["127.0.0.1", "192.168.0.1"] : ["127.0.0.1"];
  },
  isAllowed: (address) => address === "127.0.0.1" || isPublicAddress(address),
};

/** A row of a list of addresses. */
interface Listed {
  readonly url?: string | undefined;
  readonly caption?: string;
  readonly [field: string]: unknown;
}

/** How a list is fetched, less what tests do not care for. */
interface Terms extends Partial<Omit<FetchOptions, "harm">> {
  /** What the lists hold. */
  readonly deny?: string;
  readonly known?: string;
  readonly optOut?: string;
  readonly signal?: AbortSignal;
  /** Name of the list, where two fetches are of the same. */
  readonly list?: string;
}

/** A lying origin, a picture that it gives, and fetches of lists of its addresses. */
export function fetching() {
  const folder = scratchFolder();
  let origin: LyingOrigin | undefined;
  let picture = Buffer.alloc(0);
  let runs = 0;
  const events: RunEvent[] = [];
  const opened = () => {
    if (origin === undefined) throw new Error("Cannot ask the origin: it has not begun");
    return origin;
  };
  beforeAll(async () => {
    const blank = sharp({ create: { width: 40, height: 30, channels: 3, background: "teal" } });
    picture = await blank.jpeg().toBuffer();
    origin = await startLyingOrigin(picture);
  });
  afterAll(() => opened().close());
  beforeEach(() => {
    opened().requests.length = 0;
    opened().robots.clear();
    opened().most.clear();
  });

  async function fetched(rows: readonly Listed[], terms: Terms = {}, to = `out-${runs++}`) {
    const { deny, known, optOut, signal, list = to, ...options } = terms;
    mkdirSync(folder("in"), { recursive: true });
    const write = (name: string, text: string) => {
      writeFileSync(join(folder("in"), name), text);
      return join(folder("in"), name);
    };
    const lines = rows.map((row) => JSON.stringify({ caption: "a caption", ...row }));
    const lists = (name: string, text: string | undefined) =>
      text === undefined ? [] : [write(`${to}-${name}.txt`, text)];
    const result = await fetchPictures(
      {
        dataset: await openDataset(write(`${list}.jsonl`, lines.join("\n"))),
        to: folder(to),
        denied: await readLists(lists("deny", deny)),
        optedOut: await readLists(lists("opt-out", optOut)),
        harm: await Promise.all(lists("known", known).map(readHarmList)),
        waiver: deny === undefined && known === undefined ? "a test" : null,
        contact: "someone@example.org",
        limits: { timeoutMs: 20_000, mostBytes: 100_000, mostPauseMs: 10 },
        ...options,
      },
      {
        now: () => new Date(0),
        emit: (event) => void events.push(event),
        signal: signal ?? new AbortController().signal,
      },
      loopback,
    );
    return { result, to: folder(to), table: await tableOf(folder(to), result) };
  }

  return {
    fetched,
    /** What was said meanwhile, of all fetches. */
    events,
    origin: opened,
    /** Where a fetch of that name goes. */
    placeOf: folder,
    picture: () => picture,
    at: (path: string, host = "a.test") => `http://${host}:${opened().port}/${path}`,
  };
}

/** The rows of every shard's table. */
async function tableOf(to: string, { shards }: Fetched): Promise<readonly Record<string, unknown>[]> {
  const { asyncBufferFromFile, parquetReadObjects } = await import("hyparquet");
  const all: Record<string, unknown>[] = [];
  for (let i = 0; i < shards; i++) {
    const file = await asyncBufferFromFile(join(to, `${String(i).padStart(5, "0")}.parquet`));
    all.push(...(await parquetReadObjects({ file })));
  }
  return all;
}
