import { imageEnding } from "./media-kind.ts";

/** Fewer numbers are no picture. */
const LEAST = 60;
/** Numbers by which an image is told. */
const HEAD = 16;

/** The bytes of an encoded image that is kept as a list of numbers, as where a table has no bytes; signed ones too. */
export function imageNumbers(value: unknown): Uint8Array | undefined {
  if (!Array.isArray(value) || value.length < LEAST) return undefined;
  const numbers = value as readonly unknown[];
  const head = bytesOf(numbers.slice(0, HEAD));
  return head === undefined || imageEnding(head) === undefined ? undefined : bytesOf(numbers);
}

function bytesOf(numbers: readonly unknown[]): Uint8Array | undefined {
  const isByte = (one: unknown) => Number.isInteger(one) && (one as number) >= -128 && (one as number) <= 255;
  return numbers.every(isByte) ? Uint8Array.from(numbers as readonly number[]) : undefined;
}
