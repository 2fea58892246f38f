import type { NoiseStream } from "./noise/stream.ts";
import type { StageSettings } from "./settings.ts";
import type { EncodedText } from "./text-encoder.ts";

/** One stage as its numbers need it. */
export interface StageShape {
  readonly channels: number;
  /** Side of x: pixels or latents. */
  readonly side: number;
  readonly settings: StageSettings;
  /** Level and schedule of the noise over the image below; its side. */
  readonly lowRes: {
    readonly noiseLevel: number;
    readonly schedule: StageSettings["schedule"];
    readonly side: number;
  } | null;
  /** Whether the network gives a variance beside its prediction. */
  readonly learnedRange: boolean;
}

/** One image of a batch. */
export interface StageInput {
  readonly text: EncodedText;
  /** What guidance leads away from: the empty text or a negative prompt. */
  readonly negative: EncodedText;
  /** The stage below's image, [channels × side × side] in [−1, 1]. */
  readonly lowRes?: Float32Array;
  /** A stream that nothing has been drawn from yet. */
  readonly noise: NoiseStream;
}
