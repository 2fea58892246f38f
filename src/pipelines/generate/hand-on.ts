import { manifestDigest } from "../../manifest-digest.ts";
import { type Climber, type Generation, stageAt } from "./generation.ts";
import { judge } from "./guard.ts";
import type { Outcome } from "./outcome.ts";
import { environmentOf, meanSignal, type Receipt, type StageDone } from "./receipt.ts";

/** Shows images to the airlock; what passes goes on. */
export async function handOn(
  { plan, cascade, engine, world, request, texts }: Generation,
  at: number,
  climbers: readonly Climber[],
  done: readonly StageDone[],
): Promise<readonly Outcome[]> {
  const { id: stage, size } = stageAt({ plan }, at);
  const images = done.map(({ image, result: { pixels, finite }, steps }, i) => ({
    stage,
    size,
    image,
    prompt: climbers[i]?.prompt ?? "",
    pixels,
    finite,
    memorisation: meanSignal(steps),
  }));
  const manifest = manifestDigest(cascade.manifest);
  const verdicts = await judge(images, world.airlock, cascade, engine);
  return verdicts.map((verdict, i): Outcome => {
    const climber = climbers[i] as Climber;
    const { image, prompt, seed } = climber;
    const receipt: Receipt = {
      version: 2,
      prompt,
      negative: climber.negative,
      seed,
      index: climber.index,
      rng: request.rng,
      model: {
        id: cascade.origin,
        manifest,
        title: cascade.title,
        license: cascade.license,
        files: cascade.files,
        lineage: cascade.lineage,
      },
      text: {
        device: texts.device,
        prompt: textFacts(texts, prompt),
        negative: textFacts(texts, climber.negative),
      },
      environment: environmentOf(request),
      stages: [...climber.stages],
    };
    const base = { image, prompt, seed, stage, size, receipt, scores: verdict.scores };
    if (verdict.pass) return { kind: "done", ...base, pixels: (done[i] as StageDone).result.pixels };
    const { rules } = verdict;
    world.context.emit({ type: "image-refused", image, stage, rules });
    return { kind: "refused", ...base, rules };
  });
}

function textFacts({ facts }: Generation["texts"], text: string): Receipt["text"]["prompt"] {
  const { tokens = 0, cut = 0, sha256 = "" } = facts.get(text) ?? {};
  return { tokens, cut, sha256 };
}
