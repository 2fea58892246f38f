import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { openDescriptors } from "../../evaluate/pictures/descriptors.ts";
import {
  evaluatePictures,
  type PicturesEvaluation,
  plannedCaptions,
} from "../../evaluate/pictures/evaluate.ts";
import { openMadeLog } from "../../evaluate/pictures/made-log.ts";
import { picturesOf } from "../../evaluate/pictures/make.ts";
import { writePicturesEvaluation } from "../../evaluate/pictures/page.ts";
import { parseWhere } from "../../evaluate/pictures/reference.ts";
import { readSets } from "../../evaluate/pictures/sets.ts";
import { cores } from "../../process/cores.ts";
import { hold } from "../../process/hold.ts";
import { version } from "../../process/version.ts";
import { openDrawing } from "../../verbs/drawing.ts";
import type { GateSession } from "../../verbs/opened.ts";
import { openCascade, stageSettings } from "./cascade.ts";

/** What a cascade is measured on, and with what. */
export interface CascadeWish {
  /** The dataset whose pairs name their split. */
  readonly data: string;
  /** Folder for `evaluation.json` and `evaluation.html`, and for what was measured when it is broken off. */
  readonly out: string;
  readonly seed: number;
  /** Captions of training, and as many of held-out concepts and of combinations. */
  readonly captions: number;
  /** Pictures per held-out caption. */
  readonly perCaption: number;
  /** Captions of people; without it, as many as `captions`. */
  readonly people?: number;
  /** Only pairs with these fields in their JSON, `field=value`. */
  readonly where: readonly string[];
  /** The classifier whose features compare pictures. */
  readonly features: string;
  /** The image–text model that retrieves captions. */
  readonly scorer: string;
  readonly device: string;
}

/** What the job may use of the world, and whom it tells. */
export interface CascadeContext {
  readonly signal: AbortSignal;
  now(): Date;
  onRead(pairs: number): void;
  /** Number of the ledger's entry, before any picture is made, and what is not checked here. */
  onRecorded(entry: number, notChecked: readonly string[]): void;
  onMade(done: number, all: number): void;
}

/**
 * Evaluates a cascade against the dataset that it was trained on, and writes the figures; no picture is written. The
 * same call goes on where it was broken off.
 * @param open the gate, which judges the captions and records the run: only once the dataset was read
 * @throws CliError: no such cascade, dataset or model (exit code 2); gate, rules or filters that say no (3)
 * @throws the signal's reason once it is aborted
 */
export async function evaluateCascade(
  open: () => Promise<GateSession>,
  id: string,
  wish: CascadeWish,
  { signal, now, onRead, onRecorded, onMade }: CascadeContext,
): Promise<PicturesEvaluation> {
  const { data, out, seed, captions, perCaption, people = captions, device } = wish;
  const where = parseWhere(wish.where);
  const cascade = await openCascade(id);
  const descriptors = await openDescriptors(wish.features, wish.scorer);
  await mkdir(out, { recursive: true });
  const letGo = await hold(join(out, ".evaluating.json"), out).catch(async (cause: unknown) => {
    await descriptors.close();
    throw cause;
  });
  try {
    const side = cascade.stages.at(-1)?.size ?? 64;
    const selection = new Map(Object.entries(cascade.lineage?.selection ?? {}));
    const sets = await readSets(data, descriptors, { side, where, selection, signal, onRead });
    const { features, scorer } = descriptors;
    const log = await openMadeLog(out, [
      ...[version, cascade.files, stageSettings(cascade)],
      ...["a seed per prompt", seed, device, features.sha256, scorer.sha256],
    ]);
    const drawing = await openDrawing(await open(), {
      purpose: "evaluate",
      models: [{ cascade, named: id }],
      prompts: plannedCaptions(sets, { captions, people }).map((text) => ({ text })),
      n: perCaption,
      device,
    }).catch(async (cause: unknown) => {
      await log.close();
      throw cause;
    });
    onRecorded(drawing.entry, drawing.notChecked);
    const ended = new AbortController();
    const context = { now, emit: () => {}, signal: AbortSignal.any([signal, ended.signal]) };
    const common = { rng: "philox", device, threads: cores(), overrides: {} } as const;
    const make = picturesOf({
      seed,
      withheld: (text) => drawing.withheld({ text }),
      make: (request) => drawing.draw(0, { ...request, ...common }, context),
    });
    const evaluation = await evaluatePictures(sets, descriptors, make, {
      ...{ captions, perCaption, people, log, onMade },
    }).finally(async () => {
      ended.abort();
      await drawing.close().finally(log.close);
    });
    await writePicturesEvaluation(out, evaluation, {
      model: id,
      files: cascade.files,
      settings: {
        seed,
        captions,
        "pictures per held-out caption": perCaption,
        "captions of people": people,
        where: wish.where.join(" ") || "every pair",
      },
    });
    await log.remove();
    return evaluation;
  } finally {
    await letGo();
    await descriptors.close();
  }
}
