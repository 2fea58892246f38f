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

/** Sides that a picture of bare numbers has at least. */
const LEAST_SIDE = 16;
/** Numbers of one pixel: grey, with transparency, colour, both. */
const MOST_CHANNELS = 4;

/**
 * Whether a list may be a picture's pixels, which nothing decodes: a rectangle of numbers of at least 16 × 16, each of
 * up to four, the channels first or last; or as many bytes in a row. A matrix of another meaning looks the same.
 */
export function isPixels(value: readonly unknown[]): boolean {
  if (isRectangle(value)) return true;
  if (value.length <= MOST_CHANNELS && value.length > 0) return value.every(isRectangle);
  if (value.length < LEAST_SIDE ** 2 || !value.every(isByte)) return false;
  // A row of a few numbers is one of labels.
  return new Set(value).size >= LEAST_SIDE;
}

/** Rows of the same length, each of numbers or of pixels of a few numbers. */
function isRectangle(value: unknown): boolean {
  if (!Array.isArray(value) || value.length < LEAST_SIDE) return false;
  const [first] = value as readonly unknown[];
  if (!Array.isArray(first) || first.length < LEAST_SIDE) return false;
  const rows = value as readonly unknown[];
  return rows.every((row) => Array.isArray(row) && row.length === first.length && row.every(isPixel));
}

function isPixel(value: unknown): boolean {
  if (typeof value === "number") return true;
  return (
    Array.isArray(value) &&
    value.length > 0 &&
    value.length <= MOST_CHANNELS &&
    value.every((one) => typeof one === "number")
  );
}

function isByte(value: unknown): boolean {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) <= 255;
}

function bytesOf(numbers: readonly unknown[]): Uint8Array | undefined {
  const isSigned = (one: unknown) =>
    Number.isInteger(one) && (one as number) >= -128 && (one as number) <= 255;
  return numbers.every(isSigned) ? Uint8Array.from(numbers as readonly number[]) : undefined;
}
