const MIB = 2 ** 20;
/** What a few bytes may become: a column of equal values takes none. */
const ANY_BYTES = 128 * MIB;
/** What many bytes may become: text packs to a fifth, and each value takes memory of its own. */
const TIMES = 8;
const MOST_BYTES = 1024 * MIB;
/** Strings that rows share take memory once, but are read for each row. */
const MOST_SHARED = 4096 * MIB;
/** A value as JavaScript holds it: in a list, and of a string its view. */
const VALUE_BYTES = 16;
const STRING_BYTES = 40;

/** Memory that reading some rows may take, by the bytes that they take in the file. */
export interface Budget {
  /** Takes what unpacking a page costs. @throws Error when it is spent */
  page(bytes: number, values: number, strings: boolean): void;
  /** Takes the bytes of the strings that rows show, however often they share one. @throws Error when it is spent */
  shown(bytes: number): void;
  /** Ends a column, of whose rows the part named is kept. */
  kept(part: number): void;
}

/** A budget for rows whose row group takes so many bytes in the file. */
export function budgetFor(packed: number): Budget {
  const most = Math.min(MOST_BYTES, ANY_BYTES + TIMES * packed);
  let [column, before, shared] = [0, 0, 0];
  return {
    page(bytes, values, strings) {
      column += bytes + values * (strings ? STRING_BYTES : VALUE_BYTES);
      if (before + column > most)
        throw new Error(`wanted at most ${Math.round(most / MIB)} MiB unpacked at once, got more`);
    },
    shown(bytes) {
      shared += bytes;
      if (shared > MOST_SHARED)
        throw new Error(`wanted at most ${MOST_SHARED / MIB} MiB of text in rows read at once, got more`);
    },
    kept(part) {
      before += column * part;
      column = 0;
    },
  };
}
