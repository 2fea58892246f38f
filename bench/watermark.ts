/**
 * What the watermark survives, and how often the detector finds one that is not there, on the built-in sample's
 * pictures: `node --import tsx bench/watermark.ts [side …] [--pictures N] [--marked]`. Some minutes; unmarked pictures,
 * which are searched to the end, take most of them.
 */
import { parseArgs } from "node:util";
import { detectWatermark } from "../src/provenance/watermark/detect.ts";
import { embedWatermark } from "../src/provenance/watermark/embed.ts";
import { wilson } from "../src/statistics/wilson.ts";
import { dispositions, psnr, samplePictures } from "../test/support/gate-pictures.ts";

const percent = (value: number | null) => `${(100 * (value ?? 0)).toFixed(1)} %`;
const text = (k: number, n: number) => {
  const { rate, low, high } = wilson(k, n);
  return `${k} of ${n}: ${percent(rate)} [${percent(low)}, ${percent(high)}]`;
};

const { values, positionals } = parseArgs({
  options: { pictures: { type: "string" }, marked: { type: "boolean", default: false } },
  allowPositionals: true,
});
const most = values.pictures === undefined ? undefined : Number(values.pictures);
const sides = positionals.map(Number);
for (const side of sides.length > 0 ? sides : [128, 256]) {
  const pictures = await samplePictures(side, most);
  const marked = pictures.map((pixels, n) => embedWatermark(pixels, idOf(n)));
  const decibels = marked.map((pixels, n) => psnr(pixels, pictures[n] ?? pixels)).sort((a, b) => a - b);
  console.log(
    `${side} × ${side}, ${pictures.length} pictures: PSNR median ${(decibels[decibels.length >> 1] ?? 0).toFixed(1)} dB, worst ${(decibels[0] ?? 0).toFixed(1)} dB`,
  );
  for (const [disposition, happens] of Object.entries(dispositions)) {
    let read = 0;
    let wrong = 0;
    let false_ = 0;
    const started = performance.now();
    for (const [n, pixels] of marked.entries()) {
      const { id } = detectWatermark(await happens(pixels, n));
      if (id === idOf(n)) read++;
      else if (id !== null) wrong++;
      const clean = pictures[n];
      if (clean && !values.marked && detectWatermark(await happens(clean, n)).id !== null) false_++;
    }
    const milliseconds = (performance.now() - started) / ((values.marked ? 1 : 2) * pictures.length);
    console.log(
      `  ${disposition.padEnd(30)} read ${text(read, pictures.length)}; another id ${wrong}; ${values.marked ? "" : `unmarked: found ${text(false_, pictures.length)}; `} ${milliseconds.toFixed(0)} ms each`,
    );
  }
}

function idOf(n: number): number {
  return Math.imul(n + 1, 0x9e3779b9) >>> 0;
}
