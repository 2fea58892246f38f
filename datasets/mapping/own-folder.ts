import { isImageName } from "../text.ts";
import type { Beside } from "./beside.ts";

/** Finds the pictures that a record names. */
interface BesideRecord extends Beside {
  /** A name with the folder that it was found in, where that is called after the record. */
  called(name: string): Promise<string>;
}

type Fields = Readonly<Record<string, unknown>>;

/** Names of fields that say which record it is: `key`, `id`, `question_id`. */
const ID = /^(?:key|uid|pid|qid|(?:[a-z]+_?)?id)$/iu;
/** A longer text is no folder's name. */
const LONGEST = 128;
/** Records by which a name is looked for before there is one. */
const MOST_RECORDS = 20;

/**
 * Finds pictures as a record names them, and those that are called the same in a folder of each record, after which it
 * is called: `image.png` of the record `12` lies in `train/12/`.
 * @param record whose fields say which it is
 */
export function besideRecord(beside: Beside, record: Fields): BesideRecord {
  const called = async (name: string) => {
    if (!isImageName(name) || /[\\/]/u.test(name)) return name;
    if ((await beside.resolve(name)) !== undefined) return name;
    for (const id of idsOf(record)) {
      const own = `${id}/${name}`;
      if ((await beside.resolve(own)) !== undefined) return own;
    }
    return name;
  };
  return {
    called,
    resolve: async (name) => beside.resolve(await called(name)),
    find: async (name) => beside.find(await called(name)),
  };
}

/** Finds what a name means in one of a table's first records. */
export function besideFirst(
  { resolve }: Pick<Beside, "resolve">,
  records: readonly Fields[],
): Beside["resolve"] {
  const find: Beside["find"] = async () => ({ error: "" });
  return async (name) => {
    const own = await resolve(name);
    if (own !== undefined) return own;
    for (const record of records.slice(0, MOST_RECORDS)) {
      const found = await besideRecord({ resolve, find }, record).resolve(name);
      if (found !== undefined) return found;
    }
    return undefined;
  };
}

function idsOf(record: Fields): readonly string[] {
  return Object.entries(record).flatMap(([name, value]) => {
    const isId = typeof value === "string" || Number.isSafeInteger(value) || typeof value === "bigint";
    const text = isId && ID.test(name) ? String(value) : "";
    return text !== "" && text.length <= LONGEST && !/[\\/]|^\.+$/u.test(text) ? [text] : [];
  });
}
