import { createPinnedSession } from "../pinned.ts";
import { type Session, type SessionOptions, UnfitError } from "../session.ts";
import type { LatentDecoder } from "./cascade.ts";
import { portOf } from "./port.ts";

export interface Decoder {
  readonly device: Session["device"];
  readonly refused: Session["refused"];
  /** One image's latents [channels × side × side] → planes [3 × size × size] in [−1, 1], in a buffer of its own. */
  decode(latents: Float32Array): Promise<Float32Array>;
  close(): Promise<void>;
}

/**
 * Loads an autoencoder's decoder. Images go through one at a time: its activations are the largest of all.
 * @param side of the latents
 * @throws Error with one line when it does not load or its input does not fit
 */
export async function openDecoder(
  { onnx, factor, scaling, shift }: LatentDecoder,
  { channels, side }: { readonly channels: number; readonly side: number },
  options: SessionOptions,
): Promise<Decoder> {
  const session = await createPinnedSession(onnx, () => null, options);
  const [input, output] = [session.inputs[0], session.outputs[0]];
  if (input === undefined || output === undefined || session.inputs.length !== 1)
    throw new UnfitError(
      `Cannot use "${onnx.path}" as a decoder: wanted one input of latents, got ${session.inputNames.join(", ")}`,
    );
  const size = side * factor;
  const latent = portOf(input, [1, channels, side, side]);
  const image = portOf(output, [1, 3, size, size]);
  const call = session.bind({ [input.name]: latent.tensor }, { [output.name]: image.tensor });
  return {
    device: session.device,
    refused: session.refused,
    async decode(latents) {
      for (let i = 0; i < latents.length; i++) latent.values[i] = (latents[i] as number) / scaling + shift;
      latent.push();
      await call().catch((cause) => {
        throw new UnfitError(
          `Cannot decode with "${onnx.path}": wanted [1, ${channels}, ${side}, ${side}] → [1, 3, ${size}, ${size}]`,
          { cause },
        );
      });
      image.pull();
      return image.values.slice();
    },
    close: () => session.close(),
  };
}
