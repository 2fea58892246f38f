import type { Descriptors } from "../../../evaluate/pictures/descriptors.ts";
import type { PicturesEvaluation } from "../../../evaluate/pictures/evaluate.ts";
import type { MadeLog } from "../../../evaluate/pictures/made-log.ts";
import type { ReferenceSets } from "../../../evaluate/pictures/sets.ts";
import { cores } from "../../../process/cores.ts";
import { CliError, oneLine } from "../../../process/errors.ts";
import { version } from "../../../process/version.ts";
import type { Session } from "../../command.ts";

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
  const { loadCascade } = await import("../../../../models/index.ts");
  const { openDescriptors: openLooker } = await import("../../../evaluate/pictures/descriptors.ts");
  const { parseWhere } = await import("../../../evaluate/pictures/reference.ts");
  const { readSets } = await import("../../../evaluate/pictures/sets.ts");
  const { openMadeLog } = await import("../../../evaluate/pictures/made-log.ts");
  const { writePicturesEvaluation } = await import("../../../evaluate/pictures/page.ts");
  const { cascadeTable } = await import("../../cascade-table.ts");
  const where = parseWhere(flags.where);
  const cascade = await loadCascade(id).catch((cause) => {
    throw new CliError(oneLine(cause), { exitCode: 2, cause });
  });
  const descriptors = await openLooker(flags.features, flags.scorer);
  try {
    const { signal } = session;
    const side = cascade.stages.at(-1)?.size ?? 64;
    const selection = new Map(Object.entries(cascade.lineage?.selection ?? {}));
    const sets = await readSets(flags.data, descriptors, {
      ...{ side, where, selection, signal },
      onRead: (pairs) => pairs % 1024 === 0 && session.say(`${id}: ${pairs.toLocaleString("en")} pairs read`),
    });
    const log = await openMadeLog(flags.out, [
      ...[version, cascade.files, cascade.stages.map(({ settings, lowRes }) => ({ settings, lowRes }))],
      ...[
        "a seed per prompt",
        flags.seed,
        flags.device,
        descriptors.features.sha256,
        descriptors.scorer.sha256,
      ],
    ]);
    const evaluation = await evaluateWith(log, id, flags, session, { sets, descriptors });
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
    else session.print(cascadeTable(id, evaluation));
    await log.remove();
    session.say(`evaluation: ${flags.out}/evaluation.json, ${flags.out}/evaluation.html`);
  } finally {
    await descriptors.close();
  }
}

/** Makes and measures; what was measured stays in the log when this ends early. */
async function evaluateWith(
  log: MadeLog,
  id: string,
  { captions, perCaption, people = captions, ...flags }: CascadeFlags,
  session: Session,
  { sets, descriptors }: { readonly sets: ReferenceSets; readonly descriptors: Descriptors },
): Promise<PicturesEvaluation> {
  const { evaluatePictures } = await import("../../../evaluate/pictures/evaluate.ts");
  const pictures = await makerOf(id, { ...flags, captions, perCaption }, session);
  try {
    return await evaluatePictures(sets, descriptors, pictures.make, {
      ...{ captions, perCaption, people, log },
      onMade: (done, all) => done % 20 === 0 && session.say(`${id}: ${done} of ${all} pictures measured`),
    });
  } finally {
    await pictures.close();
    await log.close();
  }
}

/** Pictures behind the output filters that guard every generation; near copies are measured, not refused. */
async function makerOf(model: string, { seed, device }: CascadeFlags, session: Session) {
  const { picturesOf } = await import("../../../evaluate/pictures/make.ts");
  const { openMeasuringFilter: openMeasuringAirlock } = await import(
    "../../../gate/output/measuring-filter.ts"
  );
  const { outputFilter, close } = await openMeasuringAirlock(device);
  const context = { now: () => new Date(), emit: () => {}, signal: session.signal };
  const threads = cores();
  return { make: picturesOf({ model, outputFilter, context, seed, device, threads }), close };
}
