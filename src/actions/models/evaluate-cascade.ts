import { loadCascade } from "../../../models/index.ts";
import { type Descriptors, openDescriptors } from "../../evaluate/pictures/descriptors.ts";
import { evaluatePictures, type PicturesEvaluation } from "../../evaluate/pictures/evaluate.ts";
import { type MadeLog, openMadeLog } from "../../evaluate/pictures/made-log.ts";
import { picturesOf } from "../../evaluate/pictures/make.ts";
import { writePicturesEvaluation } from "../../evaluate/pictures/page.ts";
import { parseWhere } from "../../evaluate/pictures/reference.ts";
import { type ReferenceSets, readSets } from "../../evaluate/pictures/sets.ts";
import { openMeasuringFilter } from "../../gate/output/measuring-filter.ts";
import { cores } from "../../process/cores.ts";
import { CliError, oneLine } from "../../process/errors.ts";
import type { Context } from "../../process/events.ts";
import { count } from "../../process/figures.ts";
import { version } from "../../process/version.ts";

/** Against what a cascade is evaluated, and how thoroughly. */
export interface CascadeEvaluation {
  /** The dataset that it was trained on, whose pairs name their split. */
  readonly data: string;
  /** Folder of the evaluation. */
  readonly out: string;
  readonly seed: number;
  /** Captions of training, and as many of held-out concepts and of combinations. */
  readonly captions: number;
  /** Pictures per held-out caption. */
  readonly perCaption: number;
  /** Captions of people; default: as many. */
  readonly people?: number | undefined;
  /** `field=value`: only pairs with this in their JSON. */
  readonly where: readonly string[];
  /** The classifier whose features compare pictures, and the model that retrieves captions. */
  readonly features: string;
  readonly scorer: string;
  readonly device: string;
}

/** What an evaluation takes of its face. */
export interface Watching {
  readonly now: Context["now"];
  readonly signal: AbortSignal;
  /** Hears how far it is, now and then. */
  readonly say: (line: string) => void;
}

/**
 * Evaluates a cascade against the dataset that it was trained on, and writes the evaluation. What was measured stays
 * in a log when this ends early: the same call goes on from there.
 * @throws CliError: exit code 2 for a model or data that cannot be used, 3 when a filter cannot run
 */
export async function evaluateCascade(
  id: string,
  wanted: CascadeEvaluation,
  watching: Watching,
): Promise<PicturesEvaluation> {
  const { data, out, seed, captions, perCaption, people, features, scorer, device } = wanted;
  const where = parseWhere(wanted.where);
  const cascade = await loadCascade(id).catch((cause: unknown) => {
    throw new CliError(oneLine(cause), { exitCode: 2, cause });
  });
  const descriptors = await openDescriptors(features, scorer);
  try {
    const { signal, say } = watching;
    const side = cascade.stages.at(-1)?.size ?? 64;
    const selection = new Map(Object.entries(cascade.lineage?.selection ?? {}));
    const sets = await readSets(data, descriptors, {
      ...{ side, where, selection, signal },
      onRead: (pairs) => pairs % 1024 === 0 && say(`${id}: ${count(pairs)} pairs read`),
    });
    const log = await openMadeLog(out, [
      ...[version, cascade.files, cascade.stages.map(({ settings, lowRes }) => ({ settings, lowRes }))],
      ...["a seed per prompt", seed, device, descriptors.features.sha256, descriptors.scorer.sha256],
    ]);
    const evaluation = await measured(id, wanted, watching, { log, sets, descriptors });
    await writePicturesEvaluation(out, evaluation, {
      model: id,
      files: cascade.files,
      settings: {
        seed,
        captions,
        "pictures per held-out caption": perCaption,
        "captions of people": people ?? captions,
        where: wanted.where.join(" ") || "every pair",
      },
    });
    await log.remove();
    return evaluation;
  } finally {
    await descriptors.close();
  }
}

/** Makes and measures behind the filters that guard every generation; near copies are measured, not refused. */
async function measured(
  model: string,
  { seed, device, captions, perCaption, people = captions }: CascadeEvaluation,
  { now, signal, say }: Watching,
  against: {
    readonly log: MadeLog;
    readonly sets: ReferenceSets;
    readonly descriptors: Descriptors;
  },
): Promise<PicturesEvaluation> {
  const { log, sets, descriptors } = against;
  const { outputFilter, close } = await openMeasuringFilter(device);
  const context = { now, emit: () => {}, signal };
  const make = picturesOf({ model, outputFilter, context, seed, device, threads: cores() });
  try {
    return await evaluatePictures(sets, descriptors, make, {
      ...{ captions, perCaption, people, log },
      onMade: (done, all) => done % 20 === 0 && say(`${model}: ${done} of ${all} pictures measured`),
    });
  } finally {
    await close();
    await log.close();
  }
}
