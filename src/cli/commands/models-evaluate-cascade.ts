import { availableParallelism } from "node:os";
import { CliError, oneLine } from "../../errors.ts";
import type { Measure } from "../../evaluate/measures.ts";
import type { PicturesEvaluation } from "../../evaluate/pictures/evaluate.ts";
import type { Rate } from "../../summary/wilson.ts";
import type { Session } from "../command.ts";

/** Flags of `sluice models evaluate` that speak of cascades. */
export interface CascadeFlags {
  readonly data: string;
  readonly out: string;
  readonly seed: number;
  readonly captions: number;
  readonly perCaption: number;
  readonly where: readonly string[];
  readonly features: string;
  readonly scorer: string;
  readonly device: string;
  readonly json?: boolean;
}

/** Evaluates a cascade against the dataset that it was trained on. */
export async function evaluateCascade(id: string, flags: CascadeFlags, session: Session): Promise<void> {
  const { loadCascade } = await import("../../../models/index.ts");
  const { openLooker } = await import("../../evaluate/pictures/looker.ts");
  const { parseWhere } = await import("../../evaluate/pictures/reference.ts");
  const { readSets } = await import("../../evaluate/pictures/sets.ts");
  const { evaluatePictures } = await import("../../evaluate/pictures/evaluate.ts");
  const { writePicturesEvaluation } = await import("../../evaluate/pictures/page.ts");
  const where = parseWhere(flags.where);
  const cascade = await loadCascade(id).catch((cause) => {
    throw new CliError(oneLine(cause), { exitCode: 2, cause });
  });
  const looker = await openLooker(flags.features, flags.scorer);
  try {
    const sets = await readSets(flags.data, looker, {
      side: cascade.stages.at(-1)?.size ?? 64,
      where,
      selection: new Map(Object.entries(cascade.lineage?.selection ?? {})),
      signal: session.signal,
      onRead: (pairs) => pairs % 1024 === 0 && session.say(`${id}: ${pairs.toLocaleString("en")} pairs read`),
    });
    const pictures = await makerOf(id, flags, session);
    const evaluation = await evaluatePictures(sets, looker, pictures.make, {
      captions: flags.captions,
      perCaption: flags.perCaption,
      onMade: (done, all) => done % 20 === 0 && session.say(`${id}: ${done} of ${all} pictures made`),
    });
    await pictures.close();
    await writePicturesEvaluation(flags.out, evaluation, {
      model: id,
      files: cascade.files,
      settings: {
        seed: flags.seed,
        captions: flags.captions,
        "pictures per held-out caption": flags.perCaption,
        where: flags.where.join(" ") || "every pair",
      },
    });
    if (flags.json) session.print(JSON.stringify(evaluation));
    else session.print(await textOf(id, evaluation));
    session.say(`evaluation: ${flags.out}/evaluation.json, ${flags.out}/evaluation.html`);
  } finally {
    await looker.close();
  }
}

/** Pictures behind the output filters that guard every generation; near copies are measured, not refused. */
async function makerOf(model: string, { seed, device }: CascadeFlags, session: Session) {
  const { picturesOf } = await import("../../evaluate/pictures/make.ts");
  const { openMeasuringAirlock } = await import("../../evaluate/pictures/measuring-airlock.ts");
  const { airlock, close } = await openMeasuringAirlock(device);
  const context = { now: () => new Date(), emit: () => {}, signal: session.signal };
  const threads = availableParallelism();
  return { make: picturesOf({ model, airlock, context, seed, device, threads }), close };
}

async function textOf(id: string, e: PicturesEvaluation): Promise<string> {
  const { columns } = await import("../columns.ts");
  const sides = [e.seen, e.unseen, e.ceiling];
  return [
    `${id}: ${e.seen.captions} captions of training, ${e.unseen.captions} of held-out concepts`,
    ...columns([
      ["", "training", "held out", "real"],
      [
        `own caption first of ${e.unseen.retrieval.among}`,
        ...sides.map(({ retrieval }) => percent(retrieval.first)),
      ],
      ["own caption among the first 5", ...sides.map(({ retrieval }) => percent(retrieval.firstFive))],
      ["colour as named", ...sides.map(({ colours }) => percent(colours))],
      ["kernel distance × 1000", ...sides.map(({ distances }) => thousandths(distances.kernel.features))],
      ["near copies", percent(e.seen.copies.byHash), percent(e.unseen.copies.byHash), "–"],
      ["coverage, k = 5", percent(e.seen.manifold.coverage), "–", "–"],
    ]),
    `refused by the filters: ${percent(e.refused)} of ${e.refused.n}`,
  ].join("\n");
}

/** `12 % [7, 20]`, 95 %. */
function percent({ rate, low, high }: Rate): string {
  if (rate === null || low === null || high === null) return "–";
  const [a, b, c] = [rate, low, high].map((share) => (100 * share).toFixed(0));
  return `${a} % [${b}, ${c}]`;
}

function thousandths({ value, low, high }: Measure): string {
  if (value === null || low === null || high === null) return "–";
  const [a, b, c] = [value, low, high].map((number) => (1000 * number).toFixed(0));
  return `${a} [${b}, ${c}]`;
}
