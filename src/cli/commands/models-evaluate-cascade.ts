import { cores } from "../../cores.ts";
import { CliError, oneLine } from "../../errors.ts";
import type { Measure } from "../../evaluate/measures.ts";
import type { PicturesEvaluation } from "../../evaluate/pictures/evaluate.ts";
import type { Kin } from "../../evaluate/pictures/kin.ts";
import type { Looker } from "../../evaluate/pictures/looker.ts";
import type { MadeLog } from "../../evaluate/pictures/made-log.ts";
import type { ReferenceSets } from "../../evaluate/pictures/sets.ts";
import type { Rate } from "../../summary/wilson.ts";
import { version } from "../../version.ts";
import type { Session } from "../command.ts";

/** Flags of `sluice models evaluate` that speak of cascades. */
export interface CascadeFlags {
  readonly data: string;
  readonly out: string;
  readonly seed: number;
  readonly captions: number;
  readonly perCaption: number;
  readonly people?: number;
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
  const { matches, parseWhere } = await import("../../evaluate/pictures/reference.ts");
  const { readSets } = await import("../../evaluate/pictures/sets.ts");
  const { readKin } = await import("../../evaluate/pictures/kin.ts");
  const { openMadeLog } = await import("../../evaluate/pictures/made-log.ts");
  const { writePicturesEvaluation } = await import("../../evaluate/pictures/page.ts");
  const where = parseWhere(flags.where);
  const cascade = await loadCascade(id).catch((cause) => {
    throw new CliError(oneLine(cause), { exitCode: 2, cause });
  });
  const looker = await openLooker(flags.features, flags.scorer);
  try {
    const { signal } = session;
    const side = cascade.stages.at(-1)?.size ?? 64;
    const selection = new Map(Object.entries(cascade.lineage?.selection ?? {}));
    const sets = await readSets(flags.data, looker, {
      ...{ side, where, selection, signal },
      onRead: (pairs) => pairs % 1024 === 0 && session.say(`${id}: ${pairs.toLocaleString("en")} pairs read`),
    });
    const { trained, unseen, combined } = sets;
    const asked = [trained, unseen, combined].flatMap((pairs) => pairs.slice(0, flags.captions));
    const concepts = new Set(asked.flatMap(({ concept }) => concept ?? []));
    const own = where.size > 0 ? where : selection;
    const kin = await readKin(flags.data, looker, {
      ...{ side, concepts, signal },
      asked: (meta) => matches(meta, own),
    });
    const log = await openMadeLog(flags.out, [
      ...[version, cascade.files, cascade.stages.map(({ settings, lowRes }) => ({ settings, lowRes }))],
      ...[flags.seed, flags.device, looker.features.sha256, looker.scorer.sha256],
    ]);
    const evaluation = await evaluateWith(log, id, flags, session, { sets, looker, kin });
    await writePicturesEvaluation(flags.out, evaluation, {
      model: id,
      files: cascade.files,
      settings: {
        seed: flags.seed,
        captions: flags.captions,
        "pictures per held-out caption": flags.perCaption,
        "captions of people": flags.people ?? flags.captions,
        where: flags.where.join(" ") || "every pair",
      },
    });
    if (flags.json) session.print(JSON.stringify(evaluation));
    else session.print(await textOf(id, evaluation));
    await log.remove();
    session.say(`evaluation: ${flags.out}/evaluation.json, ${flags.out}/evaluation.html`);
  } finally {
    await looker.close();
  }
}

/** Makes and measures; what was measured stays in the log when this ends early. */
async function evaluateWith(
  log: MadeLog,
  id: string,
  { captions, perCaption, people = captions, ...flags }: CascadeFlags,
  session: Session,
  { sets, looker, kin }: { readonly sets: ReferenceSets; readonly looker: Looker; readonly kin: Kin },
): Promise<PicturesEvaluation> {
  const { evaluatePictures } = await import("../../evaluate/pictures/evaluate.ts");
  const pictures = await makerOf(id, { ...flags, captions, perCaption }, session);
  try {
    return await evaluatePictures(sets, looker, pictures.make, {
      ...{ captions, perCaption, people, kin, log },
      onMade: (done, all) => done % 20 === 0 && session.say(`${id}: ${done} of ${all} pictures measured`),
    });
  } finally {
    await pictures.close();
    await log.close();
  }
}

/** Pictures behind the output filters that guard every generation; near copies are measured, not refused. */
async function makerOf(model: string, { seed, device }: CascadeFlags, session: Session) {
  const { picturesOf } = await import("../../evaluate/pictures/make.ts");
  const { openMeasuringAirlock } = await import("../../evaluate/pictures/measuring-airlock.ts");
  const { airlock, close } = await openMeasuringAirlock(device);
  const context = { now: () => new Date(), emit: () => {}, signal: session.signal };
  const threads = cores();
  return { make: picturesOf({ model, airlock, context, seed, device, threads }), close };
}

/** A table of at most 80 columns: a row per figure, a column per set of captions. */
async function textOf(id: string, e: PicturesEvaluation): Promise<string> {
  const { columns } = await import("../columns.ts");
  const combined = e.combined ? [e.combined] : [];
  const parts = [e.seen, e.unseen, ...combined, e.lookedUp];
  const sides = [...parts, e.ceiling];
  const all = (name: string, cell: (one: (typeof sides)[number]) => string) => [name, ...sides.map(cell)];
  const made = (name: string, cell: (one: (typeof parts)[number]) => string) => [
    name,
    ...parts.map(cell),
    "–",
  ];
  return [
    `${id}, captions: ${e.seen.captions} trained, ${e.unseen.captions} held-out concepts, ${e.combined?.captions ?? 0} combinations`,
    "",
    ...columns([
      ["%", "training", "concepts", ...combined.map(() => "combined"), "looked up", "real"],
      all("caption 1st", ({ retrieval }) => percent(retrieval.first)),
      all("caption 1–5", ({ retrieval }) => percent(retrieval.firstFive)),
      all("of captions", ({ retrieval }) => String(retrieval.among)),
      all("kin nearer", ({ kinship }) => hundredths(kinship.nearer)),
      all("colours", ({ palettes }) => hundredths(palettes.nearer)),
      all("silhouette", ({ shapes }) => hundredths(shapes.nearer)),
      all("style", ({ styles }) => percent(styles)),
      all("named", ({ colours }) => percent(colours)),
      all("KID × 100", ({ distances }) => hundredths(distances.kernel.features)),
      made("near copies", ({ copies }) => percent(copies.byHash)),
      made("covered", (one) => (one === e.seen ? percent(e.seen.manifold.coverage) : "–")),
    ]),
    "",
    `In brackets: 95 % intervals. Kin, colours and silhouette: nearer to the own real
picture than to another caption's; 50 is chance. Looked up: no model, the training
picture of the caption nearest to that of a held-out concept.`,
    `Refused by the filters: ${percent(e.refused)} % of ${e.refused.n}.`,
  ].join("\n");
}

/** `71 [66,76]` of 0.71, 95 %: six columns must fit a window of 80. */
function hundredths({ value, low, high }: Measure): string {
  if (value === null || low === null || high === null) return "–";
  const [a, b, c] = [value, low, high].map((number) => String(Math.round(100 * number)));
  return `${a} [${b},${c}]`;
}

/** `12 [7,20]` per hundred, 95 %. */
function percent({ rate, low, high }: Rate): string {
  return hundredths({ value: rate, low, high });
}
