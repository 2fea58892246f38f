import { posix } from "node:path";
import type { Location } from "../format.ts";
import type { DatasetMap } from "../map.ts";
import type { Entry, RecordTable } from "../tables/table.ts";
import { isImageName } from "../text.ts";
import { holdsPictures } from "../zip/pictures.ts";
import type { Beside } from "./beside.ts";
import { alternatives, valuesAt } from "./field-path.ts";
import { besideRecord } from "./own-folder.ts";

/** Of a larger table the pictures that it names are not told from others beside it. */
const CLAIMED_BYTES = 64 * 2 ** 20;

/** Each row with the bytes of the image that it names; of several each. */
export async function* digestibleRows(entries: AsyncGenerator<Entry>, map: DatasetMap, beside: Beside) {
  for await (const entry of entries) {
    const names = "record" in entry ? [...namesIn(entry.record, map)] : [];
    const { find } = "record" in entry ? besideRecord(beside, entry.record) : beside;
    const images = await Promise.all(names.map(find));
    const bytes = (i: number) => {
      const image = images[i];
      return image && "image" in image ? { bytes: image.image } : {};
    };
    yield { name: stable(entry), ...bytes(0) };
    for (const [i, name] of names.entries()) if (i > 0) yield { name, ...bytes(i) };
  }
}

function* namesIn(record: Readonly<Record<string, unknown>>, map: DatasetMap): Generator<string> {
  for (const path of map.image.flatMap(alternatives))
    for (const { value } of valuesAt(record, path))
      for (const one of Array.isArray(value) ? (value as readonly unknown[]) : [value]) {
        const name = one !== null && typeof one === "object" && "path" in one ? one.path : one;
        if (typeof name === "string" && name.length < 4096) yield name;
        else if (Number.isSafeInteger(name) || typeof name === "bigint") yield String(name);
      }
}

/** JSON has no big integers; the line is the record once more. */
function stable(entry: Entry): string {
  return JSON.stringify({ ...entry, line: undefined }, (_, value: unknown) =>
    typeof value === "bigint" ? String(value) : value,
  );
}

/** The files of the place that a table names; of a huge table all that may be. */
export async function namedFiles(
  { parts }: RecordTable,
  map: DatasetMap,
  beside: Beside,
  location: Location,
  file: string,
): Promise<readonly string[]> {
  const { signal } = new AbortController();
  const files = new Set<string>();
  let bytes = 0;
  for (const part of parts) {
    bytes += part.bytes;
    if (bytes > CLAIMED_BYTES)
      return location.files.filter(
        (name) => (isImageName(name) || holdsPictures(location, name)) && isBelow(name, file),
      );
    for await (const entry of part.read(signal)) {
      if (!("record" in entry)) continue;
      for (const name of namesIn(entry.record, map)) {
        const file = await besideRecord(beside, entry.record).resolve(name);
        if (file !== undefined) files.add(file);
      }
    }
  }
  return [...files];
}

function isBelow(name: string, table: string): boolean {
  const folder = posix.dirname(table);
  return folder === "." || name.startsWith(`${folder}/`);
}
