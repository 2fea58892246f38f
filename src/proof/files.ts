import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type Dataset, writerFor } from "../../datasets/index.ts";
import { sha256OfFile } from "../digest/sha256.ts";
import { BLURRED } from "../faces/blurred-list.ts";
import { frontMatter } from "../pipelines/curate/front-matter.ts";
import { digestOf } from "../pipelines/curate/plan.ts";
import type { Books } from "./books.ts";

/** Something that a curated dataset is not: of a pair, a file or a list. */
export interface Failure {
  /** A pair's key, a file's name, or a name in `CURATED.yaml`. */
  readonly name: string;
  readonly problem: string;
}

/** What of the files is not as `CURATED.yaml` says. */
export async function* checkFiles(
  folder: string,
  { shards, lists, fingerprint, format, blurred }: Books,
  source: Dataset,
  signal: AbortSignal,
): AsyncGenerator<Failure> {
  const files = new Map([
    ...shards.flatMap((shard) => Object.entries(shard.files)),
    ...Object.entries(lists),
  ]);
  for (const [name, sha256] of files) {
    if (!existsSync(join(folder, name))) yield { name, problem: "is gone" };
    else if ((await sha256OfFile(join(folder, name), signal)) !== sha256)
      yield { name, problem: "holds other bytes than CURATED.yaml says" };
  }
  for (const name of ["removed.parquet", ...(blurred === undefined ? [] : [BLURRED])])
    if (!Object.hasOwn(lists, name)) yield { name, problem: "has no digest in CURATED.yaml" };
  if (digestOf(shards) !== fingerprint)
    yield { name: "CURATED.yaml", problem: "its fingerprint is not that of the files it lists" };
  const writer = writerFor(source, format);
  const written = shards.map((shard) => ({ name: shard.name, files: Object.keys(shard.files) }));
  const head = writer && (await frontMatter(writer, written, folder));
  const readme = await readFile(join(folder, "README.md"), "utf8").catch(() => "");
  if (head !== undefined && configsOf(readme) !== configsOf(head))
    yield { name: "README.md", problem: "its configs are not those of the splits that were written" };
}

/** The part of the head that says which files are which split; a card's other fields may stand beside it. */
function configsOf(readme: string): string {
  const head = /^---\n([\s\S]*?)\n---/u.exec(readme)?.[1] ?? "";
  return /(?:^|\n)(configs:(?:\n[ -][^\n]*)*)/u.exec(head)?.[1] ?? "";
}
