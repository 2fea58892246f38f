import { type DatasetWriter, dataFiles, splitFolders, type WrittenShard } from "../../../datasets/index.ts";

/**
 * The head of a dataset's `README.md`, by which Hugging Face's `datasets` finds the files of each split.
 * @param folder where it lies
 */
export async function frontMatter(
  writer: DatasetWriter,
  shards: readonly WrittenShard[],
  folder: string,
): Promise<string> {
  const folders = writer.globs === undefined ? undefined : await splitFolders(folder);
  const lines = dataFiles(writer, shards, folders).flatMap(({ split, path }) => [
    `      - split: ${split}`,
    ...(typeof path === "string"
      ? [`        path: ${quoted(path)}`]
      : ["        path:", ...path.map((one) => `          - ${quoted(one)}`)]),
  ]);
  return `---\nconfigs:\n  - config_name: default\n    data_files:\n${lines.join("\n")}\n---\n`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
