import { manifestDigest } from "../../digest/manifest.ts";
import { type Generation, type PendingImage, stageAt } from "./generation.ts";
import { judge } from "./guard.ts";
import type { Outcome } from "./outcome.ts";
import { environmentOf, type GenerationReceipt, meanSignal, type StageDone } from "./receipt.ts";

/** Shows images to the output filter; what passes goes on. */
export async function judgeStage(
  { plan, cascade, engine, world, request, texts }: Generation,
  at: number,
  pendingImages: readonly PendingImage[],
  done: readonly StageDone[],
): Promise<readonly Outcome[]> {
  const { id: stage, size } = stageAt({ plan }, at);
  const images = done.map(({ image, result: { pixels, finite }, steps }, i) => ({
    stage,
    size,
    image,
    prompt: pendingImages[i]?.prompt ?? "",
    pixels,
    finite,
    memorisation: meanSignal(steps),
  }));
  const manifest = manifestDigest(cascade.manifest);
  const verdicts = await judge(images, world.outputFilter, cascade, engine);
  return verdicts.map((verdict, i): Outcome => {
    const pendingImage = pendingImages[i] as PendingImage;
    const { image, prompt, seed } = pendingImage;
    const receipt: GenerationReceipt = {
      version: 2,
      prompt,
      negative: pendingImage.negative,
      seed,
      index: pendingImage.index,
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
        negative: textFacts(texts, pendingImage.negative),
      },
      environment: environmentOf(request),
      stages: [...pendingImage.stages],
    };
    const base = { image, prompt, seed, stage, size, receipt, scores: verdict.scores };
    if (verdict.pass) return { kind: "done", ...base, pixels: (done[i] as StageDone).result.pixels };
    const { rules } = verdict;
    world.context.emit({ type: "image-refused", image, stage, rules });
    return { kind: "refused", ...base, rules };
  });
}

function textFacts({ facts }: Generation["texts"], text: string): GenerationReceipt["text"]["prompt"] {
  const { tokens = 0, cut = 0, sha256 = "" } = facts.get(text) ?? {};
  return { tokens, cut, sha256 };
}
