/**
 * How well the gate reads words in images, and what it reads where there are none: `npm run bench:text-in-images`
 * prints the tables of docs/output-filters.md. Needs `sluice models pull ppocr-v4`. Some minutes.
 */

import { openTextReader, readTexts } from "../src/gate/output/text-reader.ts";
import { openPromptGate } from "../src/gate/prompt/prompt-gate.ts";
import { wilson } from "../src/statistics/wilson.ts";
import { letter } from "../test/support/text-pictures.ts";
import { type Harmless, harmless, resized } from "./harmless.ts";

const SENTENCES =
  "fresh bread every morning|please close the door|happy birthday dear grandma|slow down school zone|the library opens at nine|thank you for your visit|two for one on pasta|beware of the dog|the bus stops here|wet paint do not touch|our garden is open today|kitchen closed after ten|free coffee with cake|mind the gap please|lost cat answers to Felix|meet us at the harbour".split(
    "|",
  );
const HEIGHTS = [8, 10, 12] as const;
const EACH = 20;
const SIZE = 128;

const reader = await openTextReader("cpu");
if (!reader) {
  console.error("Cannot measure: no model that reads text is here; run: sluice models pull ppocr-v4");
  process.exit(2);
}
const percent = (value: number | null) => (100 * (value ?? 0)).toFixed(1);
function rate(k: number, n: number): string {
  const { rate: share, low, high } = wilson(k, n);
  return `${k} of ${n}: ${percent(share)} % [${percent(low)}, ${percent(high)}]`;
}

console.log("\n| height of the line, pixels | words read exactly |\n| --- | --- |");
for (const size of HEIGHTS) {
  let [right, all] = [0, 0];
  for (const [i, sentence] of SENTENCES.entries()) {
    const font = (["DejaVuSans", "DejaVuSerif-Bold", "DejaVuSansMono"] as const)[i % 3] ?? "DejaVuSans";
    const colours = i % 2 === 0 ? {} : { ink: "#f4e8a0", ground: "#20406a" };
    const read = (
      await reader.read(await letter(sentence, { width: 384, height: 128, size, font, ...colours }))
    ).split(" ");
    const words = sentence.split(" ");
    all += words.length;
    right += words.filter((word) => read.includes(word)).length;
  }
  console.log(`| ${size} | ${rate(right, all)} |`);
}

const kinds = new Map<string, Harmless[]>();
for await (const picture of harmless(0.02)) {
  const kind = picture.kind.startsWith("emoji") ? "emoji" : picture.kind;
  const list = kinds.get(kind) ?? [];
  if (list.length < EACH) kinds.set(kind, [...list, picture]);
}
const gate = await openPromptGate({ device: "cpu" });
console.log(
  "\n| harmless pictures | size | something was read | refused for it |\n| --- | --- | --- | --- |",
);
for (const [kind, pictures] of kinds) {
  const images = await Promise.all(
    pictures.map(async ({ pixels }) => ({ pixels: await resized(pixels, SIZE) })),
  );
  const rows = await readTexts(gate, images, reader);
  const read = rows.filter((row) => Number(row["ocr_characters"]) > 0).length;
  const refused = rows.filter(
    (row) => Number(row["ocr_toxicity"]) >= 0.8 || Number(row["ocr_slurs"]) > 0,
  ).length;
  console.log(`| ${kind} | ${SIZE} | ${rate(read, rows.length)} | ${rate(refused, rows.length)} |`);
}
await gate.close();
await reader.close();
