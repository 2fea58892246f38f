import { type DatasetWriter, dataFiles } from "../../../datasets/index.ts";

/** The head of a dataset's `README.md`, by which Hugging Face's `datasets` finds the files of each split. */
export function frontMatter(writer: DatasetWriter, shards: readonly string[]): string {
  const files = dataFiles(writer, shards);
  const lines = files.map(({ split, path }) => `      - split: ${split}\n        path: '${path}'\n`);
  return `---\nconfigs:\n  - config_name: default\n    data_files:\n${lines.join("")}---\n`;
}
