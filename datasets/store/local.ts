import { randomUUID } from "node:crypto";
import { createReadStream, existsSync } from "node:fs";
import { link, mkdir, open, readdir, rename, rm, stat } from "node:fs/promises";
import { dirname, join, relative, sep } from "node:path";
import { isSafeKey, type ObjectFacts, StoreError, type WritableStore } from "./store.ts";

/** How files end that are being written; nobody lists them. */
const PART = ".part";

/** A folder of this machine as a store. What is written is synced before it gets its name. */
export function localStore(folder: string): WritableStore {
  const pathOf = (key: string) => {
    if (!isSafeKey(key)) throw new StoreError(`Cannot use key "${key}": wanted a path inside its store`);
    return join(folder, key);
  };
  const factsOf = async (key: string): Promise<ObjectFacts | undefined> => {
    const facts = await stat(pathOf(key), { bigint: true }).catch(() => undefined);
    if (!facts?.isFile()) return undefined;
    return { key, size: Number(facts.size), etag: `${facts.ino}-${facts.size}-${facts.mtimeNs}` };
  };
  const seen = new Map<string, string>();
  const sameAs = async (key: string): Promise<ObjectFacts> => {
    const facts = await factsOf(key);
    if (facts === undefined) throw new StoreError(`Cannot read "${join(folder, key)}": no such file`);
    const before = seen.get(key) ?? facts.etag ?? "";
    seen.set(key, before);
    if (before !== facts.etag)
      throw new StoreError(`Cannot read "${join(folder, key)}": it changed while it was read`);
    return facts;
  };
  async function* stream(key: string, signal?: AbortSignal, span?: { start: number; end: number }) {
    const { size } = await sameAs(key);
    const { start = 0, end = size } = span ?? {};
    if (end > size) throw new StoreError(`Cannot read "${join(folder, key)}": it ends at byte ${size}`);
    if (end > start)
      yield* createReadStream(pathOf(key), {
        start,
        end: end - 1,
        highWaterMark: 2 ** 18,
        ...(signal && { signal }),
      }) as AsyncIterable<Uint8Array>;
    await sameAs(key);
  }
  return {
    name: folder,
    async *list(prefix) {
      const entries = existsSync(folder)
        ? await readdir(folder, { recursive: true, withFileTypes: true })
        : [];
      const keys = entries
        .filter((entry) => entry.isFile() && !entry.name.endsWith(PART))
        .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll(sep, "/"));
      for (const key of keys.filter((one) => one.startsWith(prefix)).sort()) {
        const facts = await factsOf(key);
        if (facts) yield facts;
      }
    },
    stat: factsOf,
    stream,
    async range(key, span, signal) {
      const chunks: Uint8Array[] = [];
      for await (const chunk of stream(key, signal, span)) chunks.push(chunk);
      return Buffer.concat(chunks);
    },
    async putIfAbsent(key, bytes) {
      return linked(await written(pathOf(key), [bytes]), pathOf(key));
    },
    remove: (key) => rm(pathOf(key), { force: true }),
    async multipart(key) {
      const path = pathOf(key);
      await mkdir(dirname(path), { recursive: true });
      const part = `${path}.${randomUUID()}${PART}`;
      const file = await open(part, "wx");
      return {
        write: async (bytes) => void (await file.writeFile(bytes)),
        async complete() {
          await file.sync();
          await file.close();
          await rename(part, path);
        },
        async completeIfAbsent() {
          await file.sync();
          await file.close();
          return linked(part, path);
        },
        async abort() {
          await file.close().catch(() => undefined);
          await rm(part, { force: true });
        },
      };
    },
  };
}

/** Gives a whole file its name where nobody has it: a link, unlike a rename, never takes the place of what is there. */
async function linked(part: string, path: string): Promise<boolean> {
  try {
    await link(part, path);
    return true;
  } catch (cause) {
    if (cause instanceof Error && "code" in cause && cause.code === "EEXIST") return false;
    throw cause;
  } finally {
    await rm(part, { force: true });
  }
}

async function written(path: string, chunks: readonly Uint8Array[]): Promise<string> {
  await mkdir(dirname(path), { recursive: true });
  const part = `${path}.${randomUUID()}${PART}`;
  const file = await open(part, "wx");
  try {
    for (const chunk of chunks) await file.writeFile(chunk);
    await file.sync();
  } finally {
    await file.close();
  }
  return part;
}
