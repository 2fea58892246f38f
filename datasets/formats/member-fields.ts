import type { DatasetMap, MapWish } from "../map.ts";
import { alternatives, firstAt } from "../mapping/field-path.ts";
import { proposeMap } from "../mapping/propose.ts";
import { readRecord } from "../mapping/read-record.ts";
import { oneLine } from "../one-line.ts";
import type { Pair } from "../pair.ts";

type Fields = Readonly<Record<string, unknown>>;

/** What a pair's record of fields says beside its members. */
export type MemberFields = Omit<Pair, "key" | "row" | "record" | "line">;

/** Reads the fields that a pair's `.json` or the table beside its tar has. */
export interface FieldReader {
  readonly wish: MapWish;
  /** @param caption the text beside it: then the record's own are further fields, where they say something else */
  read(record: Fields, caption: string | undefined): Promise<MemberFields>;
}

/** Kinds of records whose maps are remembered. */
const MOST = 1000;

/** A reader that looks at each kind of record once: records of the same fields are of a kind. */
export function fieldReader(wish: MapWish = {}): FieldReader {
  const maps = new Map<string, DatasetMap>();
  const said = wish.dialect === undefined ? {} : { dialect: wish.dialect };
  const mapOf = async (record: Fields) => {
    const kind = JSON.stringify(Object.entries(record).map(([name, value]) => [name, typeof value]));
    const known = maps.get(kind);
    if (known) return known;
    const columns = Object.keys(record).map((name) => ({ name, kind: "other" as const }));
    const { map } = await proposeMap({ name: ".json", records: [record], columns, prose: false }, said);
    if (maps.size < MOST) maps.set(kind, map);
    return map;
  };
  return {
    wish,
    async read(record, caption) {
      const map = await mapOf(record).catch((cause: unknown) => oneLine(cause));
      if (typeof map === "string") return { error: map, meta: record };
      const own = caption === undefined ? map.caption : [];
      const { pair } = await readRecord(record, { ...map, caption: own }, nothing);
      const { record: _, meta, ...read } = pair;
      return { ...read, meta: caption === undefined ? meta : withoutSame(meta, record, map, caption) };
    },
  };
}

/** A tar has no files beside it. */
const nothing = async () => ({ error: "Cannot read image: no such file" });

/** A record's own caption is no further field where it says the same. */
function withoutSame(
  meta: Fields,
  record: Fields,
  { caption: entries }: DatasetMap,
  caption: string,
): Fields {
  const same = new Set(
    entries
      .flatMap((entry) => firstAt(record, entry))
      .flatMap(({ at, value }) => (typeof value === "string" && value.trim() === caption.trim() ? [at] : [])),
  );
  const names = new Set(entries.flatMap(alternatives));
  return Object.fromEntries(
    Object.entries(meta).filter(([name, value]) => !same.has(name) && !(value === null && names.has(name))),
  );
}
