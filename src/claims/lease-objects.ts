import { randomUUID } from "node:crypto";
import { openStore, type WritableStore } from "../../datasets/index.ts";
import { CliError } from "../process/errors.ts";
import type { Holder } from "../process/holder.ts";
import type { Claims, Work } from "./claim.ts";
import { type Attempt, type Lease, type LeaseBook, leaseShape } from "./lease-file.ts";
import { type LeaseOptions, openLeasesIn } from "./leases.ts";

/**
 * Claims by objects below `s3://BUCKET/PREFIX`: `<shard>.<n>` is put once, by a conditional put (If-None-Match), as a
 * lease file is linked once.
 * @throws CliError (exit code 2) where the storage takes one name twice
 */
export async function openObjectLeases(
  work: Work,
  { place, look, ...options }: LeaseOptions & ObjectLeaseOptions,
): Promise<Claims> {
  const store = await openStore(place);
  await refuseTwice(store, `use --queue "${store.name}"`, "use lease files or a queue on Redis");
  return openLeasesIn(new LeaseObjects(store, look), work, options);
}

/** What leases in a place say: shards that somebody is at, and attempts that failed. */
export async function leasesIn(place: string): Promise<{
  readonly claimed: readonly string[];
  readonly failures: readonly { readonly shard: string; readonly attempt: number; readonly reason: string }[];
}> {
  const book = new LeaseObjects(await openStore(place));
  const claimed: string[] = [];
  const failures = [];
  for (const [shard, attempt] of await book.all()) {
    const { lease, failed } = await book.read(shard, attempt);
    if (failed !== null) failures.push({ shard, attempt, reason: failed });
    else if (lease !== null) claimed.push(shard);
  }
  return { claimed: [...new Set(claimed)], failures };
}

interface ObjectLeaseOptions {
  readonly place: string;
  /** Asked of a shard once its lease is taken, before `isDone` is: where only the storage knows. */
  readonly look?: ((shard: string) => Promise<void>) | undefined;
}

/**
 * Some servers ignore the condition, and every worker would have every shard.
 * @throws CliError (exit code 2) in such a storage
 */
export async function refuseTwice(store: WritableStore, doing: string, instead: string): Promise<void> {
  const key = `try-${randomUUID()}`;
  const put = () => store.putIfAbsent(key, Buffer.from(key));
  try {
    if ((await put()) && !(await put())) return;
  } finally {
    await store.remove(key);
  }
  throw new CliError(
    `Cannot ${doing}: this object storage puts one name twice (it ignores If-None-Match); ${instead}`,
    { exitCode: 2 },
  );
}

class LeaseObjects implements LeaseBook {
  readonly #store: WritableStore;
  readonly #look: (shard: string) => Promise<void>;

  constructor(store: WritableStore, look = async (_: string) => {}) {
    this.#store = store;
    this.#look = look;
  }

  async latest(shard: string): Promise<Attempt | null> {
    let number = 0;
    for await (const { key } of this.#store.list(`${nameOf(shard)}.`))
      number = Math.max(number, Number(/\.(\d+)$/u.exec(key)?.[1] ?? 0));
    if (number === 0) return null;
    return { number, ...(await this.read(shard, number)) };
  }

  async read(shard: string, number: number): Promise<Pick<Attempt, "lease" | "failed">> {
    return meant(await this.#text(keyOf(shard, number)));
  }

  /** Shards and their attempts, as they are written here; what else lies there is nobody's lease. */
  async all(): Promise<readonly (readonly [shard: string, attempt: number])[]> {
    const found: (readonly [string, number])[] = [];
    for await (const { key } of this.#store.list("")) {
      const [, name, attempt] = /^((?:%[0-9A-F]{2}|[^/%])*)\.(\d+)$/u.exec(key) ?? [];
      if (name !== undefined) found.push([shardOf(name), Number(attempt)]);
    }
    return found;
  }

  async exists(shard: string, number: number): Promise<boolean> {
    return (await this.#store.stat(keyOf(shard, number))) !== undefined;
  }

  async take(shard: string, number: number, holder: Holder): Promise<boolean> {
    if (!(await this.#store.putIfAbsent(keyOf(shard, number), bytesOf({ holder, beat: 0 })))) return false;
    await this.#look(shard);
    return true;
  }

  async beat(shard: string, number: number, value: Lease): Promise<boolean> {
    if (!(await this.exists(shard, number))) return false;
    await this.#put(keyOf(shard, number), bytesOf(value));
    return true;
  }

  fail(shard: string, number: number, reason: string): Promise<void> {
    return this.#put(keyOf(shard, number), bytesOf({ failed: reason }));
  }

  remove(shard: string, number: number): Promise<void> {
    return this.#store.remove(keyOf(shard, number));
  }

  async forgive(): Promise<void> {
    for (const shard of new Set((await this.all()).map(([name]) => name))) {
      const last = await this.latest(shard);
      if (last === null || last.failed === null) continue;
      for (let n = last.number; n >= 1; n--) await this.remove(shard, n);
    }
  }

  async #put(key: string, bytes: Uint8Array): Promise<void> {
    const object = await this.#store.multipart(key);
    await object.write(bytes);
    await object.complete();
  }

  /** Empty where it is gone by now, or was changed while it was read. */
  async #text(key: string): Promise<string> {
    try {
      const facts = await this.#store.stat(key);
      if (facts === undefined) return "";
      return Buffer.from(await this.#store.range(key, { start: 0, end: facts.size })).toString("utf8");
    } catch {
      return "";
    }
  }
}

function meant(text: string): Pick<Attempt, "lease" | "failed"> {
  try {
    const value = JSON.parse(text) as { readonly failed?: unknown };
    if (typeof value.failed === "string") return { lease: null, failed: value.failed };
    return { lease: leaseShape.parse(value), failed: null };
  } catch {
    return { lease: null, failed: null };
  }
}

/** A shard's name is a file's name; a key is to hold nothing that means something in one. */
function nameOf(shard: string): string {
  return encodeURIComponent(shard);
}

function shardOf(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

function keyOf(shard: string, number: number): string {
  return `${nameOf(shard)}.${number}`;
}

function bytesOf(value: Lease | { readonly failed: string }): Uint8Array {
  return Buffer.from(`${JSON.stringify(value)}\n`);
}
