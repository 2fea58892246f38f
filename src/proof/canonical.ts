import { sha256Of } from "../digest/sha256.ts";

/**
 * A stored value as text that tells any two values apart, also by their types; bytes by their digest.
 * @returns nothing where nothing is stored
 */
export function exact(value: unknown): string | undefined {
  if (value === null || value === undefined) return undefined;
  if (value instanceof Uint8Array) return `bytes ${sha256Of(value)}`;
  if (typeof value === "bigint") return `${value}n`;
  if (typeof value === "number") return Object.is(value, -0) ? "-0" : String(value);
  if (value instanceof Date) return `date ${value.getTime()}`;
  if (Array.isArray(value)) return `[${value.map((one) => exact(one) ?? "null").join()}]`;
  if (ArrayBuffer.isView(value)) return exact(Array.from(value as unknown as Iterable<unknown>));
  if (typeof value === "object") return `{${inner(value, exact).join()}}`;
  return JSON.stringify(value);
}

/** A value as text that is the same in whatever a format makes of it: a number or its digits, a record or its JSON. */
export function loose(value: unknown): string | undefined {
  if (value === null || value === undefined || value === "") return undefined;
  if (typeof value === "number") return Number.isFinite(value) ? String(value) : undefined;
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return `[${value.map((one) => loose(one) ?? "null").join()}]`;
  if (typeof value === "object") return `{${inner(value, loose).join()}}`;
  if (typeof value !== "string" || !/^\s*[[{]/u.test(value)) return String(value);
  try {
    return loose(JSON.parse(value));
  } catch {
    return value;
  }
}

function inner(value: object, write: typeof exact): readonly string[] {
  return Object.entries(value).map(([name, one]) => `${JSON.stringify(name)}:${write(one) ?? "null"}`);
}
