import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { benchInstalled } from "../../bench/packages.ts";
import { decodeImage } from "../../datasets/index.ts";
import { convertNsfwjs, type NsfwjsId, nsfwjsModels, readNsfwjs } from "../../models/convert/nsfwjs.ts";
import { loadImageClassifier, modelFolder, type Pixels, readManifest } from "../../models/index.ts";
import { picturesDigest, variedPictures } from "../support/model-pictures.ts";
import { alignedBytes, type Golden, goldenPath, loadReference } from "../support/nsfwjs-reference.ts";
import { thorough } from "../support/thorough.ts";

/** nsfwjs itself is installed by `npm ci --prefix bench`; in CI a missing package fails. */
const wanted = benchInstalled || process.env["CI"] === "true";

const pictures = await variedPictures();
const openstax = join(import.meta.dirname, "../../../shared/data/pairs/openstax/images");

/** Largest difference between two lists of scores. */
function worst(ours: readonly ArrayLike<number>[], theirs: readonly (readonly number[])[]): number {
  return Math.max(
    ...theirs.flatMap((scores, i) =>
      scores.map((score, k) => Math.abs(score - (ours[i]?.[k] ?? Number.NaN))),
    ),
  );
}

describe.each(Object.keys(nsfwjsModels) as NsfwjsId[])("%s", (id) => {
  const { size } = nsfwjsModels[id];
  const golden = JSON.parse(readFileSync(goldenPath(id), "utf8")) as Golden;
  // All 200 where that is quick, or was asked for: the network of the largest pictures takes ten times as long.
  const every = thorough || size <= 224 ? 1 : 4;
  const some = pictures.filter((_, i) => i % every === 0);
  const of = (scores: Golden["wholes"]) => scores.filter((_, i) => i % every === 0);
  it("reads the pictures that the golden scores were made from, at least 200", () => {
    expect(golden.wholes.length).toBeGreaterThanOrEqual(200);
    expect(picturesDigest(pictures)).toBe(golden.pictures);
  });

  it("gives nsfwjs's scores within 1e-5 on identical tensors", async () => {
    const classifier = await loadImageClassifier(id, { device: "cpu", resize: "nsfwjs" });
    // A picture that has the network's size already passes the resize unchanged.
    const tensors = some.map((picture) => ({
      data: alignedBytes(picture, size),
      width: size,
      height: size,
    }));
    expect(worst(await classifier.classify(tensors), of(golden.tensors))).toBeLessThanOrEqual(1e-5);
    await classifier.close();
  });

  it("gives nsfwjs's scores within 1e-4 on whole pictures", async () => {
    const classifier = await loadImageClassifier(id, { device: "cpu", resize: "nsfwjs" });
    expect(worst(await classifier.classify(some), of(golden.wholes))).toBeLessThanOrEqual(1e-4);
    await classifier.close();
  });

  it.skipIf(!wanted)("is converted from the package byte for byte as committed", async () => {
    const sha256 = createHash("sha256")
      .update(convertNsfwjs(id, await readNsfwjs(id)))
      .digest("hex");
    expect(readManifest(id).files[0]).toMatchObject({ path: "model.onnx", sha256 });
    expect(
      createHash("sha256")
        .update(readFileSync(join(modelFolder(id), "model.onnx")))
        .digest("hex"),
    ).toBe(sha256);
  });

  it("scores a picture the same alone as in a batch", async () => {
    const classifier = await loadImageClassifier(id, { device: "cpu", resize: "nsfwjs" });
    const six = pictures.slice(0, 6);
    const together = await classifier.classify(six);
    for (const [i, picture] of six.entries())
      expect(worst(await classifier.classify([picture]), [[...(together[i] ?? [])]])).toBeLessThan(1e-6);
    await classifier.close();
  });
});

describe.skipIf(!wanted)("nsfwjs itself, live", () => {
  const id = "nsfw-mobilenet-v2";

  it("still gives the golden scores", async () => {
    const reference = await loadReference(id);
    const golden = JSON.parse(readFileSync(goldenPath(id), "utf8")) as Golden;
    for (const i of [0, 1, 7, 50, 120]) {
      const picture = pictures[i] as Pixels;
      expect(
        worst([await reference.scoreTensor(alignedBytes(picture, 224))], [golden.tensors[i] ?? []]),
      ).toBeLessThan(1e-6);
      expect(worst([await reference.scorePicture(picture)], [golden.wholes[i] ?? []])).toBeLessThan(1e-6);
    }
  });

  it.skipIf(!existsSync(openstax))("agrees with us on textbook photographs", async () => {
    const reference = await loadReference(id);
    const classifier = await loadImageClassifier(id, { device: "cpu", resize: "nsfwjs" });
    for (const name of readdirSync(openstax).filter((_, i) => i % 60 === 0)) {
      const { pixels } = await decodeImage(readFileSync(join(openstax, name)));
      if (pixels)
        expect(
          worst(await classifier.classify([pixels]), [[...(await reference.scorePicture(pixels))]]),
        ).toBeLessThanOrEqual(1e-4);
    }
    await classifier.close();
  });
});
