import { type Cascade, loadCascade } from "../../../models/index.ts";
import { cores } from "../../process/cores.ts";
import { CliError, oneLine } from "../../process/errors.ts";
import { newStage, savedStage } from "./arrivals.ts";
import { startEngine } from "./engine.ts";
import type { Generation, PendingImage, World } from "./generation.ts";
import { refuseUnguarded } from "./guard.ts";
import { judgeStage } from "./judge-stage.ts";
import type { Outcome } from "./outcome.ts";
import { identityOf, type Plan, planRequest } from "./plan.ts";
import { refusalTeller } from "./refusals.ts";
import type { GenerateRequest } from "./request.ts";
import { encodeTexts, parts, TEXT_BYTES } from "./texts.ts";

/**
 * Holds a request against its model, and loads no network.
 * @throws CliError (exit code 2) for a request or model that cannot be used
 */
export async function planned(
  request: GenerateRequest,
): Promise<{ readonly cascade: Cascade; readonly plan: Plan }> {
  const cascade = await loadCascade(request.model).catch((cause) => {
    throw new CliError(oneLine(cause), { exitCode: 2, cause });
  });
  return { cascade, plan: planRequest(request, cascade) };
}

/**
 * Makes images: texts once, then stage by stage, each image judged at every hand-off and after the last stage.
 * Yields each image when what becomes of it is known: refused ones at once, without a later stage's cost. What was done
 * when this ends early lies in the store, and the same request goes on from there.
 * @throws CliError: exit code 2 for a request or model that cannot be used, 3 where a guard is missing or fails
 */
export async function* generate(request: GenerateRequest, world: World): AsyncGenerator<Outcome> {
  const { cascade, plan } = await planned(request);
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
