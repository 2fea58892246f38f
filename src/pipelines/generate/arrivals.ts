import { toPixels } from "../../../models/index.ts";
import { CliError } from "../../process/errors.ts";
import { type Checkpoint, readCheckpoint } from "./checkpoint.ts";
import { type Generation, type PendingImage, stageAt } from "./generation.ts";
import { type Plan, workKey } from "./plan.ts";
import { receiptStage, type StageDone } from "./receipt.ts";
import { batchSize, runTasks, type StageTask } from "./run-stage.ts";

/** Images that a stage has finished, beside what is known of them. */
export interface Arrived {
  readonly pendingImages: readonly PendingImage[];
  readonly done: readonly StageDone[];
}

const nameOf = (stage: string, image: number) => `${stage}/${String(image).padStart(6, "0")}`;

/** A stage before those that are run: each image must lie in the store, finished. */
export async function* savedStage(
  all: Generation,
  at: number,
  pendingImages: readonly PendingImage[],
): AsyncGenerator<Arrived> {
  const stage = stageAt(all, at);
  for (const pendingImage of pendingImages) {
    const name = nameOf(stage.id, pendingImage.image);
    const found = await readCheckpoint(all.world.store, name, pendingImage.identity);
    if (!found?.done)
      throw new CliError(
        `Cannot begin with stage ${all.plan.first + 1}: image ${pendingImage.image} of stage ${at + 1} (${stage.id}) was not saved here; run that stage first`,
        { exitCode: 2 },
      );
    // A receipt names the vectors of its texts once, for all stages.
    if (found.texts.join() !== vectorsOf(all, pendingImage).join())
      throw new CliError(
        `Cannot begin with stage ${all.plan.first + 1}: image ${pendingImage.image} of stage ${at + 1} (${stage.id}) was made of other vectors of its texts, on another device perhaps; run that stage again`,
        { exitCode: 2 },
      );
    const done = doneOf(pendingImage, found, stage.size);
    pendingImage.stages.push(receiptStage(stage, found, done));
    yield { pendingImages: [pendingImage], done: [done] };
  }
}

/** A stage that is run: what lies finished in the store is not made again. */
export async function* newStage(
  all: Generation,
  at: number,
  pendingImages: readonly PendingImage[],
): AsyncGenerator<Arrived> {
  const { world, engine, plan, request } = all;
  const stage = stageAt(all, at);
  const byImage = new Map(pendingImages.map((pendingImage) => [pendingImage.image, pendingImage]));
  const tasks: StageTask[] = [];
  for (const pendingImage of pendingImages) {
    const task = await taskOf(all, at, pendingImage);
    if (!task.begun?.done || stage.decoder) tasks.push(task);
    else yield arrive(stage, [doneOf(pendingImage, task.begun, stage.size)], byImage);
  }
  const note = (text: string) => world.context.emit({ type: "note", text: `stage ${stage.id}: ${text}` });
  const made = pendingImages.length - tasks.length;
  if (made > 0) note(`${plural(made)} made before`);
  if (tasks.length === 0) return;
  world.context.signal.throwIfAborted();
  const exact = request.exactly?.[stage.id];
  const facts = await engine.ask({
    ask: "open-stage",
    stage,
    devices: { network: exact?.device ?? request.device, decoder: exact?.decoder ?? request.device },
    lowResSide: plan.stages[at - 1]?.size ?? null,
    measure: tasks.length > 1 && request.batch === undefined,
  });
  all.tellRefused(facts);
  // What was begun on another device is begun anew: a receipt names one device per stage.
  const work = tasks.map((task) => (task.begun?.device === facts.device ? task : { ...task, begun: null }));
  const calls = work.flatMap(({ begun }) => (begun && !begun.done ? [begun.steps.length] : []));
  if (calls.length > 0)
    note(`${plural(calls.length)} begun before, going on after call ${Math.min(...calls)}`);
  const batch = batchSize(facts, tasks.length, request.batch);
  const { id, size } = stage;
  world.context.emit({
    type: "stage-started",
    stage: id,
    size,
    images: tasks.length,
    batch,
    device: facts.device,
  });
  for await (const done of runTasks(id, work, facts, batch, { engine, ...world }))
    yield arrive(stage, done, byImage);
}

const plural = (count: number) => `${count} image${count === 1 ? "" : "s"}`;

function arrive(
  stage: Plan["stages"][number],
  done: readonly StageDone[],
  byImage: ReadonlyMap<number, PendingImage>,
): Arrived {
  const pendingImages = done.map(({ image }) => byImage.get(image) as PendingImage);
  for (const [i, one] of done.entries()) pendingImages[i]?.stages.push(receiptStage(stage, stage, one));
  return { pendingImages, done };
}

async function taskOf(all: Generation, at: number, pendingImage: PendingImage): Promise<StageTask> {
  const { request, texts, world, plan } = all;
  const { image, prompt, negative, seed, index, identity } = pendingImage;
  const stage = stageAt(all, at);
  const name = nameOf(stage.id, image);
  const below = pendingImage.stages.at(-1)?.steps.at(-1)?.x ?? null;
  const vectors = vectorsOf(all, pendingImage);
  const key = workKey(stage, below, vectors, request);
  const found = await readCheckpoint(world.store, name, identity);
  return {
    job: {
      image,
      text: texts.facts.get(prompt)?.place ?? -1,
      negative: texts.facts.get(negative)?.place ?? -1,
      stream: { rng: request.rng, seed, stage: at, index },
    },
    name,
    made: { identity, key, settings: stage.settings, lowRes: stage.lowRes, texts: vectors },
    begun: found?.key === key ? found : null,
    async lowRes() {
      const under = plan.stages[at - 1];
      if (under === undefined) return null;
      const saved = await readCheckpoint(world.store, nameOf(under.id, image), identity);
      return saved?.state.x ?? null;
    },
  };
}

/** SHA-256 of the vectors of an image's texts. */
function vectorsOf({ texts }: Generation, { prompt, negative }: PendingImage): readonly string[] {
  return [prompt, negative].map((text) => texts.facts.get(text)?.sha256 ?? "");
}

/** A finished image out of the store; of pixels, since latents would have to be decoded. */
function doneOf({ image }: PendingImage, { state, steps, device }: Checkpoint, size: number): StageDone {
  return { image, result: { state, ...toPixels(state.x, size) }, steps, device, decoder: null };
}
