import { join } from "node:path";
import type { DatasetFormat, Location } from "../format.ts";
import { tfrecordTable } from "../tables/tfrecord.ts";
import { columnarFormat } from "./columnar.ts";

const { ending, open } = tfrecordTable;
const records = columnarFormat(tfrecordTable, "TensorFlow records of tf.train.Example", tables);

/** TensorFlow records; img2dataset's table of the same name beside them says of each what the record says. */
export const tfrecord: DatasetFormat = {
  ...records,
  async open(location, wishFor) {
    const opened = await records.open(location, wishFor);
    const stems = new Set(opened.claims?.reads.map((file) => file.replace(ending, "")));
    const beside = location.files.filter((file) =>
      stems.has(file.replace(/(?:\.parquet|_stats\.json)$/iu, "")),
    );
    return { ...opened, claims: { reads: opened.claims?.reads ?? [], beside } };
  },
};

/** Files that hold examples: what else records may hold is not known, and named as not read. */
async function tables({ root, files }: Location): Promise<readonly string[]> {
  const found: string[] = [];
  for (const file of files.filter((name) => ending.test(name)))
    if ((await open(join(root, file), Number.POSITIVE_INFINITY).catch(() => undefined)) !== undefined)
      found.push(file);
  return found;
}
