import { readFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { sha256Of } from "../digest/sha256.ts";
import { keyPath } from "../gate/places.ts";
import { cosign, witnessKey } from "../ledger/cosignature.ts";
import { originPattern } from "../ledger/entry.ts";
import type { PublicKey } from "../ledger/keys/public-key.ts";
import type { SigningKey } from "../ledger/keys/signing-key.ts";
import { parseVerifierKey } from "../ledger/note.ts";
import { type Considered, considered, type Witnessed } from "../ledger/witness.ts";
import { CliError, oneLine } from "../process/errors.ts";
import { hold } from "../process/hold.ts";
import { privateFolder, writeSafely } from "../process/safe-files.ts";
import { turns } from "../process/serial-queue.ts";
import { type GatePlace, keysAt } from "./session.ts";

/** More than a request ever takes: 63 hashes and a checkpoint. */
const MOST = 64 * 1024;

/** A witness that runs. */
export interface RunningWitness {
  /** As `http://127.0.0.1:8080`. */
  readonly url: string;
  /** `name+id+key`, for those who rely on it. */
  readonly key: string;
  close(): Promise<void>;
}

/** What a witness is started with. */
export interface Witnessing {
  readonly name: string;
  /** Ledgers that it looks at, as verifier keys: `origin+id+key`. */
  readonly logs: readonly string[];
  /** Where it remembers the largest tree of each ledger. */
  readonly folder: string;
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
}

/**
 * Serves C2SP tlog-witness over HTTP: cosigns checkpoints of known ledgers that only grew.
 * @throws CliError (exit code 2) for a name, key or address that cannot be used
 */
export async function startWitness(
  place: Omit<GatePlace, "gate" | "say">,
  { name, logs, folder, host, port }: Witnessing,
): Promise<RunningWitness> {
  const refuse = (reason: string): never => {
    throw new CliError(`Cannot witness: ${reason}`, { exitCode: 2 });
  };
  if (!originPattern.test(name)) refuse(`wanted a name like witness.example/w1, got "${name}"`);
  const known = new Map<string, PublicKey[]>();
  for (const text of logs)
    try {
      const log = parseVerifierKey(text);
      known.set(log.name, [...(known.get(log.name) ?? []), log.key]);
    } catch (cause) {
      refuse(oneLine(cause));
    }
  const { signing } = await keysAt({ ...place, key: keyPath(place.env, place.key) });
  // What another process cosigns it would not know of, and so cosign two trees of one ledger.
  const letGo = await hold(join(await privateFolder(folder), "witness.json"), folder);
  const answer = witnessOf({
    name,
    key: signing,
    known,
    folder,
    now: place.now,
  });
  const server = createServer((request, response) => {
    serve(request, response, answer).catch(() => response.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(port, host, resolve);
  }).catch(async (cause: unknown) => {
    await letGo();
    refuse(oneLine(cause));
  });
  const { port: bound } = server.address() as AddressInfo;
  return {
    url: `http://${host.includes(":") ? `[${host}]` : host}:${bound}`,
    key: witnessKey({ name, key: signing.public }),
    async close() {
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
      await letGo();
    },
  };
}

interface Answer {
  readonly status: number;
  readonly text: string;
  readonly type: string;
}

/** One request at a time, so that a smaller tree never takes a larger one's place. */
function witnessOf(self: {
  readonly name: string;
  readonly key: SigningKey;
  readonly known: ReadonlyMap<string, readonly PublicKey[]>;
  readonly folder: string;
  readonly now: () => Date;
}): (body: string) => Promise<Answer> {
  const { name, key, known, folder, now } = self;
  const inTurn = turns();
  const seen = new Map<string, Witnessed>();
  const place = (origin: string) => join(folder, `${sha256Of(origin).slice(0, 32)}.json`);
  const remember = async (origin: string) => {
    if (seen.has(origin)) return;
    const text = await readFile(place(origin), "utf8").catch(() => null);
    if (text === null) return;
    const { size, root } = JSON.parse(text) as { size: number; root: string };
    seen.set(origin, { size, root: Buffer.from(root, "hex") });
  };
  return (body) =>
    inTurn(async () => {
      for (const origin of known.keys()) await remember(origin);
      const found = considered(
        body,
        (origin) => known.get(origin) ?? [],
        (origin) => seen.get(origin) ?? null,
      );
      if (found.status !== 200) return refusal(found);
      const { origin, size, root } = found.checkpoint;
      // On disk before it is signed.
      await writeSafely(
        place(origin),
        `${JSON.stringify({ origin, size, root: Buffer.from(root).toString("hex") })}\n`,
        0o600,
      );
      seen.set(origin, { size, root });
      const text = cosign(found.checkpoint, name, key, Math.floor(now().getTime() / 1000));
      return { status: 200, text, type: "text/plain; charset=utf-8" };
    });
}

function refusal(found: Exclude<Considered, { status: 200 }>): Answer {
  if (found.status === 409 && found.size !== null)
    return { status: 409, text: `${found.size}\n`, type: "text/x.tlog.size" };
  const text = found.status === 409 ? "another tree of the same size was cosigned" : found.reason;
  return { status: found.status, text: `${text}\n`, type: "text/plain; charset=utf-8" };
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  answer: (body: string) => Promise<Answer>,
): Promise<void> {
  const end = ({ status, text, type }: Answer) => {
    response.writeHead(status, { "content-type": type }).end(text);
  };
  if (request.method !== "POST" || request.url !== "/add-checkpoint")
    return end({ status: 404, text: "wanted POST /add-checkpoint\n", type: "text/plain" });
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > MOST) return end({ status: 413, text: "too long\n", type: "text/plain" });
    parts.push(part);
  }
  end(await answer(Buffer.concat(parts).toString()));
}
