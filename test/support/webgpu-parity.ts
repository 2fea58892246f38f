/** What a device makes of two pictures, four captions and the tiny cascade: `webgpu-parity.ts DEVICE` prints JSON. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { decodeImage } from "../../datasets/index.ts";
import { createFilter, type FilterId, type Sample } from "../../filters/index.ts";
import { make, pixelsOf } from "./cascade-run.ts";
import { root } from "./cli.ts";

const [, , device = "cpu"] = process.argv;

async function scored(id: FilterId, models: Readonly<Record<string, string>>, samples: readonly Sample[]) {
  const filter = await createFilter(id, { device, models });
  const rows = await filter.score(samples);
  const used = filter.device?.used;
  await filter.close();
  return { used, rows };
}

const photos = join(root, "datasets/sample/originals/photo");
const pictures = await Promise.all(
  readdirSync(photos)
    .filter((name) => /\.(?:jpe?g|png)$/u.test(name))
    .slice(0, 2)
    .map(async (name) => ({ key: name, ...(await decodeImage(readFileSync(join(photos, name)))) })),
);
const captions = ["a dog on a beach", "you are stupid and nobody likes you", "zwei Äpfel", ""].map(
  (caption, i) => ({ key: String(i), caption }),
);
const image = await scored("nsfw-image", { "nsfw-image": "nsfw-mobilenet-v2" }, pictures);
const text = await scored("text-toxicity", {}, captions);
const model = join(root, "models/tiny-cascade");
const { outcomes } = await make({ model, device, overrides: { steps: 2 } });
console.log(JSON.stringify({ image, text, cascade: [...pixelsOf(outcomes[0]).data] }));
