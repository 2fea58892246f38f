import { connect, type Socket } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { deserialize, serialize } from "node:v8";
import type { SessionHost } from "../../../models/index.ts";
import { oneLine } from "../../process/errors.ts";

type Wanted = Parameters<SessionHost["open"]>[0];
type Opened = Awaited<ReturnType<SessionHost["open"]>>;
type Feeds = Parameters<SessionHost["run"]>[1];
type Outputs = Awaited<ReturnType<SessionHost["run"]>>;

/** What a worker asks of the process that holds its device. */
type Question =
  | { readonly no: number; readonly open: Wanted }
  | { readonly no: number; readonly run: number; readonly feeds: Feeds };

type Answer = { readonly no: number } & ({ readonly value: unknown } | { readonly error: string });

/** Bytes before each message: how many follow. */
const HEAD = 4;

/** How long a worker waits for a host that is being started again, milliseconds. */
const START_MS = 60_000;

/** How often a run is tried, each time on a host of its own. */
const TRIES = 3;

/** The host's end: nothing is wrong with what it was asked. */
class Lost extends Error {
  override readonly name = "Lost";
}

/** Answers one worker from now on. */
export function answer(socket: Socket, host: SessionHost): void {
  messages<Question>(socket, async (asked) => {
    const { no } = asked;
    try {
      const value = "open" in asked ? await host.open(asked.open) : await host.run(asked.run, asked.feeds);
      post(socket, { no, value } satisfies Answer);
    } catch (error) {
      post(socket, { no, error: oneLine(error) } satisfies Answer);
    }
  });
  // A worker that is gone asks no more; what it asked for is dropped.
  socket.on("error", () => socket.destroy());
}

/**
 * The host that listens at a path, for a worker. Where it ends, its networks are opened again in the one that
 * takes its place, and what was under way runs once more.
 */
export function hostAt(path: string): Omit<SessionHost, "close"> {
  const networks: Wanted[] = [];
  let line: Promise<Line> | undefined;
  const current = (): Promise<Line> => {
    line ??= dial(path, () => {
      line = undefined;
    });
    line.catch(() => {
      line = undefined;
    });
    return line;
  };
  const opened = (on: Line, id: number): Promise<Opened> => {
    const known = on.opened.get(id) ?? (on.ask({ open: networks[id] as Wanted }) as Promise<Opened>);
    on.opened.set(id, known);
    return known;
  };
  const tried = async <T>(act: (on: Line) => Promise<T>): Promise<T> => {
    for (let tries = 1; ; tries++)
      try {
        return await act(await current());
      } catch (error) {
        if (!(error instanceof Lost) || tries === TRIES) throw error;
      }
  };
  return {
    async open(wanted) {
      const id = networks.push(wanted) - 1;
      return { ...(await tried((on) => opened(on, id))), id };
    },
    run: (id, feeds) =>
      tried(async (on) => (await on.ask({ run: (await opened(on, id)).id, feeds })) as Outputs),
  };
}

/** A connection to one host. */
interface Line {
  readonly opened: Map<number, Promise<Opened>>;
  ask(what: { readonly open: Wanted } | { readonly run: number; readonly feeds: Feeds }): Promise<unknown>;
}

async function dial(path: string, onEnd: () => void): Promise<Line> {
  const socket = await connected(path);
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  let next = 0;
  let lost = false;
  const end = () => {
    lost = true;
    onEnd();
    for (const { reject } of waiting.values()) reject(new Lost("the process that holds the device ended"));
    waiting.clear();
  };
  socket.on("error", () => socket.destroy());
  socket.on("close", end);
  messages<Answer>(socket, (said) => {
    const asked = waiting.get(said.no);
    waiting.delete(said.no);
    // Only what is awaited keeps this process alive.
    if (waiting.size === 0) socket.unref();
    if ("error" in said) asked?.reject(new Error(said.error));
    else asked?.resolve(said.value);
  });
  return {
    opened: new Map(),
    ask: (what) =>
      new Promise((resolve, reject) => {
        if (lost) return reject(new Lost("the process that holds the device ended"));
        const no = next++;
        waiting.set(no, { resolve, reject });
        socket.ref();
        post(socket, { no, ...what } satisfies Question);
      }),
  };
}

/** Connects, as soon as somebody listens. */
async function connected(path: string): Promise<Socket> {
  const latest = Date.now() + START_MS;
  for (;;) {
    const socket = connect(path);
    const error = await new Promise<Error | null>((resolve) => {
      socket.once("connect", () => resolve(null));
      socket.once("error", resolve);
    });
    if (error === null) return socket;
    if (Date.now() > latest)
      throw new Error(`Cannot reach the process that holds the device: ${oneLine(error)}`);
    await wait(50);
  }
}

function post(socket: Socket, message: unknown): void {
  const body = serialize(message);
  const head = Buffer.alloc(HEAD);
  head.writeUInt32BE(body.length);
  socket.cork();
  socket.write(head);
  socket.write(body);
  socket.uncork();
}

/** Hears whole messages. */
function messages<M>(socket: Socket, hear: (message: M) => void): void {
  let parts: Buffer[] = [];
  let length = 0;
  let wanted = HEAD;
  let isHead = true;
  socket.on("data", (part: Buffer) => {
    parts.push(part);
    length += part.length;
    while (length >= wanted) {
      const all = parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts, length);
      const one = all.subarray(0, wanted);
      const rest = all.subarray(wanted);
      parts = rest.length > 0 ? [rest] : [];
      length = rest.length;
      if (isHead) wanted = one.readUInt32BE();
      else {
        wanted = HEAD;
        hear(deserialize(one) as M);
      }
      isHead = !isHead;
    }
  });
}
