import { existsSync } from "node:fs";
import { readdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { writeNew, writeWhole } from "../process/files.ts";
import { type Holder, processMark } from "../process/holder.ts";

/** Where the leases of a run stand: a number is taken once, by whoever names it first, and never given twice at once. */
export interface LeaseBook {
  /** The latest attempt at a shard. */
  latest(shard: string): Promise<Attempt | null>;
  exists(shard: string, number: number): Promise<boolean>;
  /** Takes an attempt's number. @returns false where somebody has it */
  take(shard: string, number: number, holder: Holder): Promise<boolean>;
  /** @returns false where the lease was taken away meanwhile, since its shard is done: it does not come back */
  beat(shard: string, number: number, value: Lease): Promise<boolean>;
  /** Turns a lease into a failure. */
  fail(shard: string, number: number, reason: string): Promise<void>;
  remove(shard: string, number: number): Promise<void>;
  /** Forgets the failures of shards that nobody is at: whoever begins anew tries them again. */
  forgive(): Promise<void>;
}

/** What a lease says. Its beat goes up while its holder lives; no clock stands in it, since clocks differ. */
export interface Lease {
  readonly holder: Holder;
  readonly beat: number;
}

/** A lease as it is written. */
export const leaseShape: z.ZodType<Lease> = z.object({
  holder: processMark.extend({ id: z.string(), host: z.string() }),
  beat: z.int(),
});

/** One attempt at a shard on disk: `<shard>.<n>.lease` while it goes on, `<shard>.<n>.failed` once it failed. */
export interface Attempt {
  readonly number: number;
  /** Null where the file is torn, or gone by now. */
  readonly lease: Lease | null;
  /** Why it failed; null while it goes on. */
  readonly failed: string | null;
}

/** Leases in a folder. */
export class LeaseFiles implements LeaseBook {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async latest(shard: string): Promise<Attempt | null> {
    let number = 0;
    while (await this.exists(shard, number + 1)) number++;
    if (number === 0) return null;
    const failed = await readFile(this.#path(shard, number, "failed"), "utf8").catch(() => null);
    return { number, failed, lease: failed === null ? await this.#read(shard, number) : null };
  }

  async exists(shard: string, number: number): Promise<boolean> {
    return ["lease", "failed"].some((state) => existsSync(this.#path(shard, number, state)));
  }

  async take(shard: string, number: number, holder: Holder): Promise<boolean> {
    if (await this.exists(shard, number)) return false;
    try {
      return await writeNew(this.#path(shard, number, "lease"), text({ holder, beat: 0 }));
    } catch (cause) {
      // Whoever seals sweeps what is half written: to be tried again, where the folder itself is there.
      if ((cause as NodeJS.ErrnoException).code === "ENOENT" && existsSync(this.#folder)) return false;
      throw cause;
    }
  }

  async beat(shard: string, number: number, value: Lease): Promise<boolean> {
    const path = this.#path(shard, number, "lease");
    // Where the folder is gone, too, it is the disk that cannot be reached.
    if (!existsSync(path) && existsSync(this.#folder)) return false;
    await writeWhole(path, text(value));
    return true;
  }

  async fail(shard: string, number: number, reason: string): Promise<void> {
    const path = this.#path(shard, number, "lease");
    await writeWhole(path, reason);
    await rename(path, this.#path(shard, number, "failed"));
  }

  async remove(shard: string, number: number): Promise<void> {
    for (const state of ["lease", "failed"]) await rm(this.#path(shard, number, state), { force: true });
  }

  async forgive(): Promise<void> {
    const failed = (await readdir(this.#folder)).flatMap(
      (name) => /^(.*)\.\d+\.failed$/u.exec(name)?.[1] ?? [],
    );
    for (const shard of new Set(failed)) {
      const last = await this.latest(shard);
      if (last === null || last.failed === null) continue;
      for (let n = last.number; n >= 1; n--) await this.remove(shard, n);
    }
  }

  async #read(shard: string, number: number): Promise<Lease | null> {
    try {
      return leaseShape.parse(JSON.parse(await readFile(this.#path(shard, number, "lease"), "utf8")));
    } catch {
      return null;
    }
  }

  #path(shard: string, number: number, state: string): string {
    return join(this.#folder, `${shard}.${number}.${state}`);
  }
}

function text(value: Lease): string {
  return `${JSON.stringify(value)}\n`;
}
