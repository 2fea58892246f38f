import { guide, unguided } from "./guidance.ts";
import type { Network, Rows } from "./network.ts";
import type { ModelOutput } from "./samplers/sampler.ts";
import type { StageInput, StageShape } from "./stage-input.ts";

/** What the network said of a batch, guided. */
interface Predicted {
  readonly output: ModelOutput;
  /** ‖difference of the halves‖ per image in the network's own output, null where guidance was off. */
  readonly gaps: Float64Array | null;
}

export interface StageRows {
  /** One network call; conditional and unconditional share it. Where guidance is off only the conditional runs. */
  predict(
    timestep: number,
    scale: number,
    fill: (image: number, out: Float32Array) => void,
  ): Promise<Predicted>;
}

/**
 * The rows of a batch in a network's buffers: first the unconditional half, as diffusers orders them, then the
 * conditional.
 * @param below what rides along with x in every call, [images × channels × side × side], or null
 */
export function openRows(
  network: Network,
  shape: StageShape,
  inputs: readonly StageInput[],
  below: Float32Array | null,
): StageRows {
  const { channels, side, settings, learnedRange, lowRes } = shape;
  const [images, values] = [inputs.length, channels * side * side];
  const stride = below ? 2 * values : values;
  const mean = new Float32Array(images * values);
  const variance = new Float32Array(learnedRange ? images * values : 0);
  const output: ModelOutput = learnedRange ? { mean, variance } : { mean };
  const gaps = new Float64Array(images);
  const texts = { plain: inputs.map(({ text }) => text), negative: inputs.map(({ negative }) => negative) };
  let plain: Rows | undefined;
  let guided: Rows | undefined;
  const open = (encoded: typeof texts.plain) => {
    const rows = network.rows(encoded.length);
    for (const [row, { hidden, mask }] of encoded.entries()) {
      rows.context.set(hidden, row * hidden.length);
      rows.mask.set(mask, row * mask.length);
      const image = row % images;
      if (below) rows.sample.set(below.subarray(image * values, (image + 1) * values), row * stride + values);
    }
    rows.contextChanged();
    return rows;
  };
  return {
    async predict(timestep, scale, fill) {
      const on = scale !== 1;
      if (on) guided ??= open([...texts.negative, ...texts.plain]);
      else plain ??= open(texts.plain);
      const rows = (on ? guided : plain) as Rows;
      for (let image = 0; image < images; image++) {
        const first = image * stride;
        fill(image, rows.sample.subarray(first, first + values));
        if (on) rows.sample.copyWithin((images + image) * stride, first, first + values);
      }
      await rows.predict(timestep, lowRes?.noiseLevel ?? 0);
      if (!on) {
        if (!learnedRange) return { output: { mean: rows.output }, gaps: null };
        unguided(rows.output, { images, values }, output);
        return { output, gaps: null };
      }
      const half = rows.output.length / 2;
      const halves = {
        unconditional: rows.output.subarray(0, half),
        conditional: rows.output.subarray(half),
      };
      guide(halves, { images, values, scale, rescale: settings.guidance.rescale ?? 0 }, output, gaps);
      return { output, gaps };
    },
  };
}
