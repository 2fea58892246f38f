import type { StageState } from "../../../models/index.ts";
import type { Context } from "../../process/events.ts";
import { counted } from "../../process/figures.ts";
import { type Checkpoint, encodeCheckpoint } from "./checkpoint.ts";
import { type Engine, MemoryError } from "./engine.ts";
import type { StageFacts, StageJob, StageResult, StepNews } from "./messages.ts";
import type { ReceiptStep, StageDone } from "./receipt.ts";
import type { StageStore } from "./stage-store.ts";

/** Most images of one network call unless the request says otherwise. */
const MOST = 16;

/** Share of the memory that is free which activations may take. */
const SHARE = 0.6;

/** At least so many milliseconds between two checkpoints of a batch. */
const CHECKPOINT_MS = 2000;

/** One image that a stage still has to make. */
export interface StageTask {
  readonly job: Omit<StageJob, "lowRes" | "resume">;
  /** Name in the store. */
  readonly name: string;
  /** Of which image it is, and what it is made with: see `plan.ts`. */
  readonly made: Pick<Checkpoint, "identity" | "key" | "settings" | "lowRes" | "texts">;
  readonly begun: Checkpoint | null;
  /** Reads the image below when its turn comes. */
  readonly lowRes: () => Promise<Float32Array | null>;
}

export interface StageWorld {
  readonly engine: Engine;
  readonly store: StageStore;
  readonly context: Context;
  readonly checkpointMs?: number;
}

/** Images per network call: as many as fit into memory, or as were asked for. */
export function batchSize(
  { bytesPerImage }: StageFacts,
  pending: number,
  wanted: number | undefined,
): number {
  const most = Math.min(pending, wanted ?? MOST);
  if (wanted !== undefined || !bytesPerImage) return Math.max(1, most);
  const room = Math.floor((SHARE * process.availableMemory()) / bytesPerImage);
  return Math.max(1, Math.min(most, room));
}

/**
 * Makes the images of one stage batch by batch and yields each batch once it lies in the store. A batch that does
 * not fit into memory is halved, and said so; an image is the same in any batch.
 */
export async function* runTasks(
  stage: string,
  tasks: readonly StageTask[],
  facts: StageFacts,
  size: number,
  world: StageWorld,
): AsyncGenerator<readonly StageDone[]> {
  const rest = [...tasks];
  let most = size;
  while (rest.length > 0) {
    world.context.signal.throwIfAborted();
    const batch = together(rest, most);
    let done: readonly StageDone[];
    try {
      done = await runBatch(stage, batch, facts, world);
    } catch (error) {
      if (!(error instanceof MemoryError) || batch.length === 1) throw error;
      most = Math.floor(batch.length / 2);
      world.context.emit({
        type: "note",
        text: `no memory for ${counted(batch.length, "image")} at once: going on with ${most}`,
      });
      continue;
    }
    rest.splice(0, batch.length);
    yield done;
  }
}

/** The first tasks that stand at the same call: a batch goes in step. */
function together(tasks: readonly StageTask[], most: number): readonly StageTask[] {
  const call = (task: StageTask | undefined) => task?.begun?.steps.length ?? 0;
  const end = tasks.findIndex((task, i) => i >= most || call(task) !== call(tasks[0]));
  return end < 0 ? tasks : tasks.slice(0, end);
}

async function runBatch(
  stage: string,
  tasks: readonly StageTask[],
  { device, decoder }: StageFacts,
  { engine, store, context, checkpointMs = CHECKPOINT_MS }: StageWorld,
): Promise<readonly StageDone[]> {
  const jobs: StageJob[] = [];
  for (const { job, begun, lowRes } of tasks)
    jobs.push({ ...job, resume: begun?.state ?? null, lowRes: await lowRes() });
  const steps: ReceiptStep[][] = tasks.map(({ begun }) => [...(begun?.steps ?? [])]);
  // One write after another: a later checkpoint never loses against an earlier one.
  let writing: Promise<void> = Promise.resolve();
  const save = (states: readonly StageState[], done: boolean) => {
    const written = tasks.map(({ name, made }, i) => {
      const state = states[i] as StageState;
      const checkpoint = { ...made, done, device, steps: [...(steps[i] ?? [])], state };
      return [name, encodeCheckpoint(checkpoint)] as const;
    });
    writing = writing.then(async () => {
      for (const [name, bytes] of written) await store.write(name, bytes);
    });
    return writing;
  };
  const hear = (news: StepNews) => {
    for (const [i, list] of steps.entries())
      list.push({
        timestep: news.timestep,
        x: news.hashes[i] ?? "",
        memorisation: finite(news.memorisation?.[i]),
      });
    say(stage, tasks, news, context);
    if (news.states) save(news.states, false).catch(() => {});
  };
  const from = tasks[0]?.begun?.steps.length ?? 0;
  const results = await engine.ask({ ask: "run", batch: { jobs, from, checkpointMs } }, hear);
  if (results === null) {
    await writing;
    context.signal.throwIfAborted();
    throw new Error("the worker stopped by itself");
  }
  await save(
    results.map(({ state }) => state),
    true,
  );
  return tasks.map(({ job: { image } }, i) => ({
    image,
    result: results[i] as StageResult,
    steps: steps[i] ?? [],
    device,
    decoder,
  }));
}

/** A receipt is JSON, which has no NaN: a broken network's image still has one. */
const finite = (value: number | undefined) => (Number.isFinite(value) ? (value as number) : null);

function say(stage: string, tasks: readonly StageTask[], news: StepNews, { emit }: Context): void {
  const { call, calls } = news;
  emit({ type: "stage-step", stage, call, calls, images: tasks.length });
}
