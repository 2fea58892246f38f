import { normalisedPlanes } from "../image-input.ts";
import { createPinnedSession } from "../pinned.ts";
import type { Pixels } from "../pixels.ts";
import { type SessionOptions, UnfitError } from "../session.ts";
import type { CheckerFiles } from "./cascade.ts";
import { portOf } from "./port.ts";

/** What a model's own safety checker says of one image. */
export interface Checked {
  /** Heads that flag it. */
  readonly flags: readonly string[];
  readonly scores: Readonly<Record<string, number>>;
}

export interface SafetyChecker {
  check(image: Pixels): Promise<Checked>;
  close(): Promise<void>;
}

/** CLIP ViT-L/14's input. */
const INPUT = {
  size: 224,
  resize: "shortest-side",
  mean: [0.48145466, 0.4578275, 0.40821073],
  std: [0.26862954, 0.26130258, 0.27577711],
} as const;

/**
 * Loads the safety checker that came with a cascade. The heads of DeepFloyd IF flag above a logit of 0, as its
 * authors' code does (sigmoid > 0.5); diffusers' port lets up to 0.5 pass.
 * @throws Error with one line when it does not load
 */
export async function openSafetyChecker(
  { onnx, kind }: CheckerFiles,
  options: SessionOptions,
): Promise<SafetyChecker> {
  const session = await createPinnedSession(onnx, () => null, options);
  if (!session.inputNames.includes("clip_input"))
    throw new UnfitError(
      `Cannot use "${onnx.path}" as a safety checker: wanted input clip_input, got ${session.inputNames.join(", ")}`,
    );
  const feeds = async (image: Pixels) => {
    const planes = await normalisedPlanes(image, INPUT);
    return Object.fromEntries(
      session.inputs.map((info) => {
        // The older export also wants the images themselves, which it only blackens: any will do.
        const clip = info.name === "clip_input";
        const port = portOf(info, clip ? [1, 3, INPUT.size, INPUT.size] : [1, 8, 8, 3]);
        if (clip) port.values.set(planes);
        port.push();
        return [info.name, port.tensor];
      }),
    );
  };
  return {
    async check(image) {
      const outputs: Readonly<Record<string, ArrayLike<number | bigint>>> = await session.run(
        await feeds(image),
      );
      const wanted = kind === "concepts" ? ["has_nsfw_concepts"] : ["nsfw", "watermark"];
      const scores: Record<string, number> = {};
      for (const name of wanted) {
        const value = Number(outputs[name]?.[0]);
        if (!Number.isFinite(value))
          throw new Error(`Cannot check with "${onnx.path}": its network gives no ${name}`);
        scores[`own_${name}`] = value;
      }
      return { flags: wanted.filter((name) => (scores[`own_${name}`] as number) > 0), scores };
    },
    close: () => session.close(),
  };
}
