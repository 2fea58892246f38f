import { basename, join } from "node:path";
import { digestFile } from "../fingerprint.ts";
import type { DatasetFormat, Location, Shard } from "../format.ts";
import type { Proposal } from "../mapping/propose.ts";
import { mapTable } from "../mapping/source-shards.ts";
import { oneLine } from "../one-line.ts";
import { pairsInShard } from "../shard-pairs.ts";
import { sizeAt } from "../store/bytes.ts";
import type { RecordTable, TableContainer } from "../tables/table.ts";
import { together } from "./tables.ts";

/**
 * Tables that declare their columns, each a shard, or several: with images inside, or with their URLs or names.
 * @param called what to call such a file
 * @param tables which files of a place are such tables
 * @param stemOf what to call a file's shard
 */
export function columnarFormat(
  { id, about, ending, open }: TableContainer,
  called: string,
  tables: (location: Location) => readonly string[] | Promise<readonly string[]>,
  stemOf = (file: string) => file.replace(ending, ""),
): DatasetFormat {
  async function openOrSay(path: string, rows: number): Promise<RecordTable | { readonly trouble: string }> {
    let got = "none";
    try {
      const table = await open(path, rows);
      if (table) return table;
    } catch (cause) {
      got = oneLine(cause);
    }
    return { trouble: `Cannot read "${basename(path)}": wanted ${called}, got ${got}` };
  }

  /** A file that cannot be read is a shard all the same: its trouble stands in the run. */
  function broken({ root }: Location, file: string, trouble: string): Shard {
    const path = join(root, file);
    return {
      name: stemOf(file),
      source: file,
      bytes: sizeAt(path) ?? 0,
      async *read() {
        yield { trouble };
      },
      digest: (signal) => digestFile(path, signal),
    };
  }

  return {
    id,
    about,
    detect: async (location) => (await tables(location)).length > 0,
    async open(location, wishFor = () => ({})) {
      const opened = [];
      const columns = new Set<string>();
      const known = new Map<string, Proposal>();
      for (const file of await tables(location)) {
        const rows = pairsInShard(location, Number.POSITIVE_INFINITY);
        const table = await openOrSay(join(location.root, file), rows);
        if ("trouble" in table) {
          opened.push({ shards: [broken(location, file, table.trouble)], claims: { reads: [file] } });
          continue;
        }
        for (const { name } of table.columns) columns.add(name);
        const manner = { stem: stemOf(file), numbered: false };
        const mapped = await mapTable(location, file, table, manner, wishFor(file), known);
        opened.push({ ...mapped, file });
      }
      return {
        shards: opened.flatMap(({ shards }) => shards),
        hasImages: opened.some((one) => "map" in one && one.hasImages),
        columns: [...columns],
        claims: together(opened.map(({ claims }) => claims)),
        maps: opened.flatMap((one) => ("map" in one ? [{ files: [one.file], map: one.map }] : [])),
        answers: opened.flatMap((one) =>
          "map" in one ? [{ file: one.file, isRead: true, ...one.answer }] : [],
        ),
      };
    },
  };
}
