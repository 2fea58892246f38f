import { activate, rowsOf } from "./activation.ts";
import { type ClassMap, loadClassMap } from "./class-map.ts";
import { hasFastInt8 } from "./fast-int8.ts";
import { goldenPictures } from "./golden-pictures.ts";
import { imageTensor, inputName } from "./image-input.ts";
import type { ImageClassifierManifest, ImageInput } from "./manifest.ts";
import type { Pixels } from "./pixels.ts";
import { createSession, type Session, type SessionOptions } from "./session.ts";
import { meanOfViews, viewsOf } from "./small-views.ts";
import { loadFiles } from "./weights.ts";

/** Scores of a picture, and in which numbers they were computed. */
export interface Classified {
  readonly scores: Float32Array;
  readonly pass: "int8" | "float";
}

/** A loaded image classifier. */
export interface ImageClassifier {
  readonly id: string;
  /** SHA-256 of the network's file. */
  readonly sha256: string;
  readonly labels: readonly string[];
  readonly device: Session["device"];
  readonly refused: Session["refused"];
  /** SHA-256 of the network in whole numbers, where a first pass in them serves here. */
  readonly int8: string | null;
  /** One row of probabilities per image, in order of `labels`; a row does not depend on the others. */
  classify(images: readonly Pixels[]): Promise<readonly Float32Array[]>;
  /**
   * In whole numbers first where that is fast, and again in floats wherever those scores are `doubtful`.
   */
  classifyTwice(
    images: readonly Pixels[],
    doubtful: (scores: Float32Array) => boolean,
  ): Promise<readonly Classified[]>;
  /** Where in the picture a label's score comes from; null where the manifest does not say how to tell. */
  map(image: Pixels, label: string, against: readonly string[]): Promise<ClassMap | null>;
  close(): Promise<void>;
}

export interface ClassifierOptions extends SessionOptions {
  /** Another way to the tensor than the manifest's, for parity with a reference. */
  readonly resize?: ImageInput["resize"];
  /** One look at each picture, small ones too, as references have it. */
  readonly oneLook?: boolean;
  /** Whether to load the network in whole numbers as well, where it is fast. */
  readonly twice?: boolean;
}

/**
 * Loads an image classifier by its model's id.
 * @throws Error with one line when it is unknown, not pulled, damaged, will not run or does not compute what it should
 */
export async function loadImageClassifier(id: string, options: ClassifierOptions): Promise<ImageClassifier> {
  const { manifest: stated, files } = await loadFiles(id, "image-classifier");
  const manifest =
    options.resize === undefined ? stated : { ...stated, input: { ...stated.input, resize: options.resize } };
  const network = files.get(manifest.onnx);
  if (network === undefined)
    throw new Error(`Cannot load model "${id}": its files do not list ${manifest.onnx}`);
  const blank: Pixels = { data: new Uint8Array(3), width: 1, height: 1 };
  const name = inputName(manifest.input);
  const warmUp = { [name]: await imageTensor([blank], manifest.input) };
  const own = { ...options, rowsApart: true };
  const session = await createSession(network.path, warmUp, own);
  const { labels } = manifest;
  await checkGolden(session, stated);
  const small = stated.int8 === undefined ? undefined : files.get(stated.int8);
  const serves = options.twice === true && session.device === "cpu" && hasFastInt8();
  const fast = serves ? small : undefined;
  const whole = fast === undefined ? null : await createSession(fast.path, warmUp, own);
  if (whole !== null) await checkGolden(whole, stated, WHOLE_TOLERANCE);
  const maps = loadClassMap(manifest, network.path, options);
  const oneLook = options.oneLook === true || options.resize !== undefined;
  const judge = async (on: Session, images: readonly Pixels[]) => {
    const views = images.map((image) => (oneLook ? [image] : viewsOf(image, manifest.input.size)));
    const rows = await run(on, manifest, views.flat());
    return meanOfViews(
      rows,
      views.map(({ length }) => length),
    );
  };
  const classify = (images: readonly Pixels[]) => judge(session, images);
  return {
    id,
    sha256: network.sha256,
    labels,
    device: session.device,
    refused: session.refused,
    int8: fast?.sha256 ?? null,
    classify,
    async classifyTwice(images, doubtful) {
      if (whole === null)
        return (await classify(images)).map((scores) => ({ scores, pass: "float" as const }));
      const first = await judge(whole, images);
      const again = images.filter((_, i) => doubtful(first[i] as Float32Array));
      const second = (await classify(again)).values();
      return first.map((scores) =>
        doubtful(scores)
          ? { scores: second.next().value ?? scores, pass: "float" as const }
          : { scores, pass: "int8" as const },
      );
    },
    map: maps.map,
    async close() {
      await maps.close();
      await whole?.close();
      await session.close();
    },
  };
}

async function run(
  session: Session,
  { id, input, labels, activation, batch }: ImageClassifierManifest,
  images: readonly Pixels[],
): Promise<readonly Float32Array[]> {
  const rows: Float32Array[] = [];
  const most = Math.max(batch, session.rows ?? 1);
  for (let i = 0; i < images.length; i += most) {
    const some = images.slice(i, i + most);
    const outputs = await session.run({ [inputName(input)]: await imageTensor(some, input) });
    const [scores] = Object.values(outputs);
    if (scores?.length !== some.length * labels.length)
      throw new Error(
        `Cannot classify with model "${id}": wanted ${labels.length} values per ${input.size}-pixel image`,
      );
    rows.push(...rowsOf(scores, labels.length).map((row) => activate(row, activation)));
  }
  return rows;
}

/** Throws where a device gives NaN, or the same for everything: it is found out before it judges anything. */
export async function checkGolden(
  session: Session,
  manifest: ImageClassifierManifest,
  tolerance = GOLDEN_TOLERANCE,
): Promise<void> {
  if (manifest.golden === undefined) return;
  const rows = await run(session, manifest, goldenPictures);
  for (const [i, wanted] of manifest.golden.entries())
    for (const [k, value] of wanted.entries()) {
      const got = rows[i]?.[k] ?? Number.NaN;
      if (Math.abs(got - value) <= tolerance) continue;
      throw new Error(
        `Cannot use model "${manifest.id}" on device ${session.device}: wanted ${value} of ${manifest.labels[k]} for test picture ${i}, got ${got}`,
      );
    }
}

const GOLDEN_TOLERANCE = 0.01;

/** Whole numbers lie up to 0.05 beside what floats give these pictures; a processor that overflows lies farther. */
const WHOLE_TOLERANCE = 0.1;
