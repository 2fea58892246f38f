import { createReadStream, existsSync, readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { createGunzip } from "node:zlib";
import { createFilter } from "../filters/index.ts";
import { wilson } from "../src/statistics/wilson.ts";
import { laionCaptions } from "./laion.ts";

/**
 * How many captions of open sets the text model gives a score, and why not the others:
 * `npm run bench:reach`. All sets but LAION are English; LAION holds other languages, too.
 */
const data = "../shared/data";
if (!existsSync(data)) {
  console.error(`Cannot measure: wanted ${data}`);
  process.exit(2);
}
/** Of each set at most this many, evenly spread. */
const MOST = 3000;

function fields(path: string, name: string): readonly string[] {
  const rows = readFileSync(`${data}/${path}`, "utf8").trim().split("\n");
  return rows.map((row) => String((JSON.parse(row) as Record<string, unknown>)[name] ?? ""));
}

async function coco(): Promise<readonly string[]> {
  const lines = createInterface({
    input: createReadStream(`${data}/text/unified.jsonl.gz`).pipe(createGunzip()),
  });
  const texts: string[] = [];
  for await (const line of lines) {
    const { source, text } = JSON.parse(line) as { source: string; text: string };
    if (source === "coco-captions") texts.push(text);
  }
  return texts;
}

const sets: readonly (readonly [string, readonly string[]])[] = [
  ["docs-alt-text", fields("pairs/docs-alt-text/metadata.jsonl", "text")],
  ["openstax", fields("pairs/openstax/metadata.jsonl", "text")],
  [
    "cc3m",
    readFileSync(`${data}/fixtures/cc3m/Validation_GCC-1.1.0-Validation.tsv`, "utf8")
      .trim()
      .split("\n")
      .map((line) => line.split("\t", 1)[0] ?? ""),
  ],
  ["coco-captions", await coco()],
  ["laion-urls-1000", await laionCaptions(`${data}/pairs/laion-urls-1000.parquet`)],
  ["laion-urls-4000", await laionCaptions(`${data}/pairs/laion-urls-4000.parquet`)],
];

const filter = await createFilter("text-toxicity", { device: "cpu", models: {} });
console.log("| Set | captions | with a score, 95 % interval | another script | another language |");
console.log("| --- | --- | --- | --- | --- |");
for (const [name, all] of sets) {
  const texts = all.filter((text) => text.trim() !== "");
  const step = Math.max(1, Math.floor(texts.length / MOST));
  const captions = texts.filter((_, i) => i % step === 0).slice(0, MOST);
  const rows = await filter.score(captions.map((caption, i) => ({ key: String(i), caption })));
  const why = (reason: string) =>
    rows.filter((row) => row["text_toxicity"] === null && row["text_unread"] === reason).length;
  const scored = wilson(rows.filter((row) => row["text_toxicity"] !== null).length, rows.length);
  const share = [scored.rate, scored.low, scored.high].map((value) => (100 * (value ?? 0)).toFixed(1));
  console.log(
    `| ${name} | ${rows.length} | ${share[0]} % (${share[1]}–${share[2]}) | ${why("script")} | ${why("language")} |`,
  );
}
await filter.close();
