/** Numbers as people read them: the one writer of figures, so that the same share reads the same on every page and screen. */

/** What stands where a figure could not be had. */
const NONE = "–";

/** `12,345`. */
export function count(n: number): string {
  return n.toLocaleString("en");
}

/** `1 pair`, `12,345 pairs`. @param many where an `s` does not make it */
export function counted(n: number, one: string, many = `${one}s`): string {
  return `${count(n)} ${n === 1 ? one : many}`;
}

/** A number of a fact, to six decimals at most: `16,679`, `0.123456`. */
export function fact(value: number): string {
  return value.toLocaleString("en", { maximumFractionDigits: 6 });
}

/** A share in [0, 1] as `17.01 %`. */
export function percent(share: number | null): string {
  return share === null ? NONE : `${(100 * share).toFixed(2)} %`;
}

/** A share with its interval: `17.01 % [9.73 %, 27.95 %]`. */
export function percentInterval(
  share: number | null,
  low: number | null | undefined,
  high: number | null | undefined,
): string {
  return share === null ? NONE : `${percent(share)} [${percent(low ?? null)}, ${percent(high ?? null)}]`;
}

/** A share that somebody chose, as they wrote it: `2 %`, `99.5 %`. */
export function chosenPercent(share: number): string {
  return `${Number((100 * share).toPrecision(3))} %`;
}

/** A share in whole per cent, without its sign, for tables that say what they count: `78`. */
export function wholePercent(share: number | null): string {
  return decimals(100 * (share ?? 0), 0);
}

/** A share in [0, 1] without its sign, to one decimal, for pages that were published so: `30.0`. */
export function tenthPercent(share: number | null): string {
  return decimals(100 * (share ?? 0), 1);
}

/** A number with so many decimals, and no minus before what is rounded to zero: `0.123`. */
export function decimals(value: number | null | undefined, digits: number): string {
  return value === null || value === undefined ? NONE : (Number(value.toFixed(digits)) + 0).toFixed(digits);
}

/** A number with its interval: `0.123 [0.100, 0.146]`. */
export function decimalsInterval(
  value: number | null | undefined,
  low: number | null | undefined,
  high: number | null | undefined,
  digits: number,
): string {
  return value === null || value === undefined
    ? NONE
    : `${decimals(value, digits)} [${decimals(low, digits)}, ${decimals(high, digits)}]`;
}

/** A score as it was stored: whole numbers whole, others with so many decimals. */
export function score(value: number | null, digits: number): string {
  return value === null || !Number.isInteger(value) ? decimals(value, digits) : String(value);
}

/** `12.3 s`. */
export function seconds(value: number): string {
  return `${value.toFixed(1)} s`;
}

/** A speed: `8.2`, `113`. */
export function perSecond(value: number): string {
  return value.toFixed(value < 10 ? 1 : 0);
}

/** A number to two digits: `0.05`. */
export function twoDigits(value: number): string {
  return value.toPrecision(2);
}

/** A p-value to two digits: `0.043`, `1.2e-7`. */
export function pValue(p: number): string {
  return twoDigits(p);
}

/** `4.2 GiB`. */
export function gibibytes(bytes: number): string {
  return `${(bytes / 2 ** 30).toFixed(1)} GiB`;
}

/** `12.3 MB`. */
export function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
