import type { Cascade } from "../../../models/index.ts";
import { cores } from "../../process/cores.ts";
import { newStage, savedStage } from "./arrivals.ts";
import { startEngine } from "./engine.ts";
import type { Generation, PendingImage, World } from "./generation.ts";
import { refuseUngranted } from "./grant.ts";
import { refuseUnguarded } from "./guard.ts";
import { judgeStage } from "./judge-stage.ts";
import type { Grant } from "./mint.ts";
import type { Outcome } from "./outcome.ts";
import { identityOf, planRequest } from "./plan.ts";
import { refusalTeller } from "./refusals.ts";
import type { DrawRequest } from "./request.ts";
import { encodeTexts, parts, TEXT_BYTES } from "./texts.ts";

/** What draws: a cascade that was read from its files once, and a ledger's leave for that very one. */
export interface Drawer {
  readonly cascade: Cascade;
  readonly grant: Grant;
}

/**
 * Makes images: texts once, then stage by stage, each image judged at every hand-off and after the last stage.
 * Yields each image when what becomes of it is known: refused ones at once, without a later stage's cost. What was done
 * when this ends early lies in the store, and the same request goes on from there.
 * @throws CliError: exit code 2 for a request or model that cannot be used, 3 without a grant for it, and where a guard
 * is missing or fails
 */
export async function* generate(
  { cascade, grant }: Drawer,
  request: DrawRequest,
  world: World,
): AsyncGenerator<Outcome> {
  refuseUngranted(grant, cascade, request);
  const plan = planRequest(request, cascade);
  refuseUnguarded(cascade, world.outputFilter);
  const threads = request.threads || cores();
  const engine = startEngine({ device: request.device, threads }, world.context.signal);
  try {
    const { emit } = world.context;
    const all = parts(plan.images, cascade.textEncoder, world.textBytes ?? TEXT_BYTES);
    emit({
      type: "generation-started",
      model: cascade.title,
      stages: all.length * (plan.last - plan.first + 1),
      images: plan.images.length,
    });
    for (const text of cascade.notes) emit({ type: "note", text });
    const tellRefused = refusalTeller(emit);
    if (all.length > 1)
      emit({
        type: "note",
        text: `in ${all.length} parts, each through every stage: so many texts at once would not fit into memory`,
      });
    for (const images of all) {
      world.context.signal.throwIfAborted();
      const texts = await encodeTexts(cascade, images, engine, emit, tellRefused);
      const part = { ...plan, images };
      yield* climb({
        request: { ...request, threads },
        cascade,
        plan: part,
        engine,
        texts,
        tellRefused,
        world,
      });
    }
  } finally {
    await engine.close();
  }
}

async function* climb(all: Generation): AsyncGenerator<Outcome> {
  const { plan, cascade, request, world } = all;
  let pendingImages: readonly PendingImage[] = plan.images.map((image) => ({
    ...image,
    identity: identityOf(cascade, image, request),
    stages: [],
  }));
  for (let stage = 0; stage <= plan.last; stage++) {
    const started = world.context.now().getTime();
    const passed: PendingImage[] = [];
    for await (const { pendingImages: arrived, done } of stage < plan.first
      ? savedStage(all, stage, pendingImages)
      : newStage(all, stage, pendingImages)) {
      if (stage < plan.first - 1) {
        passed.push(...arrived);
        continue;
      }
      for (const outcome of await judgeStage(all, stage, arrived, done)) {
        if (outcome.kind === "refused" || stage === plan.last) yield outcome;
        if (outcome.kind === "done") passed.push(...arrived.filter(({ image }) => image === outcome.image));
      }
    }
    world.context.emit({
      type: "stage-finished",
      stage: plan.stages[stage]?.id ?? "",
      passed: passed.length,
      refused: pendingImages.length - passed.length,
      seconds: (world.context.now().getTime() - started) / 1000,
    });
    pendingImages = passed;
  }
}
