/** Measures the associations of the bundled text encoder, and writes them into its card. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { associationRows, associationsOf } from "../src/actions/models/associations.ts";

const ID = "minilm-l6-v2";
const path = join(import.meta.dirname, "../models", ID, "README.md");
const marks =
  /(<!-- associations, by npm run docs:associations -->\n)[\s\S]*?(<!-- end of associations -->)/u;

/** The card with its table as the encoder gives it. */
export async function associationsCard(): Promise<{ readonly before: string; readonly after: string }> {
  const before = readFileSync(path, "utf8");
  const [head = [], ...rows] = associationRows(await associationsOf(ID, "cpu"));
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const table = [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
  return { before, after: before.replace(marks, (_, from, to) => `${from}${table}\n${to}`) };
}

if (process.argv[1] === import.meta.filename) {
  const { after } = await associationsCard();
  writeFileSync(path, after);
}
