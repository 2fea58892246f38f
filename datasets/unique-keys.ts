/** A key as it may be used, and whether it was taken before. */
export interface UniqueKey {
  readonly key: string;
  readonly again: boolean;
}

/** Hands out keys that are unique in a shard: one that comes again gets `~2`, `~3`, … so that no pair is lost. */
export function uniqueKeys(): (key: string) => UniqueKey {
  const times = new Map<string, number>();
  return (wanted) => {
    let n = times.get(wanted);
    if (n === undefined) {
      times.set(wanted, 1);
      return { key: wanted, again: false };
    }
    let key = wanted;
    while (times.has(key)) key = `${wanted}~${++n}`;
    times.set(wanted, n);
    times.set(key, 1);
    return { key, again: true };
  };
}

/** A key as text. Old writers do not say that their bytes are text; bytes that are none, such as a UUID's, become hexadecimal. */
export function keyText(own: unknown): string {
  if (!(own instanceof Uint8Array)) return typeof own === "object" ? JSON.stringify(own) : String(own);
  const text = Buffer.from(own).toString();
  return /[\p{Cc}\ufffd]/u.test(text) ? Buffer.from(own).toString("hex") : text;
}
