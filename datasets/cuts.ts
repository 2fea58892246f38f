import { AsyncLocalStorage } from "node:async_hooks";
import { createHash } from "node:crypto";
import { statSync } from "node:fs";
import { resolve } from "node:path";
import type { ByteRange } from "./fingerprint.ts";
import { isScratch } from "./scratch.ts";

/** Where files are cut into shards, by what names a file, its state and the way it is cut; null where it is left whole. */
export type Cuts = Readonly<Record<string, unknown>>;

/** A smaller file is read as fast as it is looked up. */
const WORTH_BYTES = 2 ** 20;

const books = new AsyncLocalStorage<{ readonly told: Cuts; readonly found: Map<string, unknown> }>();

/**
 * Opens something and notes where its files are cut, so that who opens it next need not go through them.
 * @param told what was noted before; of a file that was changed since, or lies elsewhere, it says nothing
 */
export async function notingCuts<T>(
  told: Cuts,
  open: () => Promise<T>,
): Promise<{ readonly value: T; readonly cuts: Cuts }> {
  const found = new Map<string, unknown>();
  const value = await books.run({ told, found }, open);
  return { value, cuts: Object.fromEntries(found) };
}

/**
 * Where a file is cut: as it was noted, or found by going through it.
 * @param how in which way, with all that it depends on
 * @param isCut whether what was noted can be one; what else it is of, a run's list of shards shows
 */
export async function cutOnce<T>(
  path: string,
  how: readonly (string | number | boolean)[],
  isCut: (value: unknown, size: number) => boolean,
  cut: () => Promise<T>,
): Promise<T> {
  const book = books.getStore();
  if (book === undefined || isScratch(path)) return cut();
  const { size, mtimeNs } = statSync(path, { bigint: true });
  if (size < WORTH_BYTES) return cut();
  const named = JSON.stringify([resolve(path), String(size), String(mtimeNs), ...how]);
  // Where data lie is nobody's business who is given a run.
  const key = createHash("sha256").update(named).digest("hex").slice(0, 24);
  const told = Object.hasOwn(book.told, key) ? book.told[key] : undefined;
  const isTold = told !== undefined && (told === null || isCut(told, Number(size)));
  const value = isTold ? ((told ?? undefined) as T) : await cut();
  book.found.set(key, value ?? null);
  return value;
}

/** Whether a value is a list of ranges of a file of `size` bytes, one behind the other, with these whole numbers in each. */
export function areRanges(
  value: unknown,
  size: number,
  numbers: readonly string[] = [],
): value is readonly ByteRange[] {
  let before = 0;
  return (
    Array.isArray(value) &&
    value.length > 0 &&
    value.every((one: unknown) => {
      if (one === null || typeof one !== "object") return false;
      const { start, end, ...others } = one as Readonly<Record<string, unknown>>;
      if (!isCount(start) || !isCount(end) || start < before || end < start || end > size) return false;
      before = start;
      return numbers.every((name) => isCount(others[name]));
    })
  );
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
