import { writeFileSync } from "node:fs";
import { type NsfwjsId, nsfwjsModels } from "../../models/convert/nsfwjs.ts";
import { picturesDigest, variedPictures } from "./model-pictures.ts";
import { alignedBytes, goldenPath, loadReference } from "./nsfwjs-reference.ts";

/** Scores the pictures with nsfwjs itself, some minutes on one core: `node --import tsx test/support/make-golden.ts [id…]`. */
const pictures = await variedPictures();
const wanted = process.argv.slice(2);
for (const id of (Object.keys(nsfwjsModels) as NsfwjsId[]).filter(
  (one) => wanted.length === 0 || wanted.includes(one),
)) {
  const reference = await loadReference(id);
  const [tensors, wholes]: [number[][], number[][]] = [[], []];
  for (const picture of pictures) {
    const { size } = nsfwjsModels[id];
    tensors.push(round(await reference.scoreTensor(alignedBytes(picture, size))));
    wholes.push(round(await reference.scorePicture(picture)));
  }
  const made = "nsfwjs 4.3.0 on @tensorflow/tfjs-backend-wasm 4.22.0, by test/support/make-golden.ts";
  writeFileSync(
    goldenPath(id),
    `${JSON.stringify({ made, pictures: picturesDigest(pictures), tensors, wholes })}\n`,
  );
  console.log(`${id}: ${pictures.length} pictures`);
}

function round(scores: readonly number[]): number[] {
  return scores.map((score) => Number(score.toFixed(8)));
}
