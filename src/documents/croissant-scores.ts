import type { ScoreTable } from "../cards/source/score-table.ts";
import { tableRecordSets } from "./croissant-tables.ts";

type Node = Readonly<Record<string, unknown>>;

const types: Readonly<Record<string, string>> = {
  float32: "sc:Float",
  int32: "sc:Integer",
  bool: "sc:Boolean",
  utf8: "sc:Text",
};

/** Scores as Parquet files and a record set of their own, since a reader joins only once in a record set. */
export function scoreNodes({ files, columns }: ScoreTable): {
  readonly distribution: readonly Node[];
  readonly recordSet: readonly Node[];
} {
  const key = { name: "key", type: "utf8", meaning: "the pair's key, unique in its dataset" };
  return {
    distribution: files.map(({ path, bytes, sha256 }) => ({
      "@type": "cr:FileObject",
      "@id": path,
      name: path,
      contentUrl: path,
      contentSize: `${bytes} B`,
      encodingFormat: "application/x-parquet",
      sha256,
    })),
    recordSet: tableRecordSets(
      "scores",
      files.map(({ path }) => path),
      [key, ...columns].map(({ name, type, meaning }) => ({
        name,
        dataType: types[type] ?? "sc:Text",
        description: meaning,
      })),
    ),
  };
}
