import { augmentation } from "./augment.ts";
import { guidanceScale } from "./guidance.ts";
import type { Network } from "./network.ts";
import { batchNoise } from "./noise/stream.ts";
import { createSampler } from "./samplers/sampler.ts";
import type { StageInput, StageShape } from "./stage-input.ts";
import { openRows } from "./stage-rows.ts";
import { upsample } from "./upsample.ts";

/** Where one image stands after some calls: all that is needed to go on. */
export interface StageState {
  readonly x: Float32Array;
  /** What the sampler carries from call to call. */
  readonly history: readonly Float32Array[];
  /** How often the image's stream was drawn from. */
  readonly draws: number;
}

/** After one network call. All arrays are the stage's own and change with the next call. */
export interface StageStep {
  /** Calls made so far, and in all. */
  readonly call: number;
  readonly calls: number;
  readonly timestep: number;
  /** [images × channels × side × side]. */
  readonly x: Float32Array;
  /** The thresholded estimate of the image. */
  readonly x0: Float32Array;
  /** ‖ε_c − ε_u‖ per image (Wen et al. 2024), null where guidance was off. */
  readonly memorisation: Float64Array | null;
  /** One image's share of it all, copied. */
  state(image: number): StageState;
}

/**
 * Samples a batch, yielding after each network call, so that previews, checkpoints and stopping are the
 * caller's. An image's numbers depend on its own input and stream alone.
 * @param from calls that the batch has behind it, with each image's state then
 */
export async function* runStage(
  network: Network,
  shape: StageShape,
  inputs: readonly StageInput[],
  from: { readonly call: number; readonly states: readonly StageState[] } = { call: 0, states: [] },
): AsyncGenerator<StageStep> {
  const { settings, channels, side } = shape;
  const [images, values] = [inputs.length, channels * side * side];
  const sampler = createSampler(settings, { images, values });
  const x = new Float32Array(images * values);
  const x0 = new Float32Array(images * values);
  const unit = batchNoise(
    inputs.map(({ noise }) => noise),
    values,
  );
  let draws = 0;
  const draw = (out: Float32Array) => {
    draws++;
    unit(out);
  };
  draw(x);
  if (sampler.initialScale !== 1)
    for (let i = 0; i < x.length; i++) x[i] = (x[i] as number) * sampler.initialScale;
  const below = shape.lowRes ? conditioning(shape, shape.lowRes, inputs, draw) : null;
  const calls = sampler.timesteps.length;
  const rows = openRows(network, shape, inputs, below);
  if (from.call > 0) restore(from.states, { x, history: sampler.history, values, draw, drawn: draws });

  for (let call = from.call; call < calls; call++) {
    const timestep = sampler.timesteps[call] as number;
    const scale = guidanceScale(settings.guidance, call, calls);
    const { output, gaps } = await rows.predict(timestep, scale, (image, out) =>
      sampler.scaleInput(x.subarray(image * values, (image + 1) * values), call, out),
    );
    sampler.step(output, call, x, x0, draw);
    const gain = sampler.epsilonGain[call] ?? 1;
    yield {
      call: call + 1,
      calls,
      timestep,
      x,
      x0,
      memorisation: gaps?.map((gap) => gap * gain) ?? null,
      state: (image) => ({
        x: x.slice(image * values, (image + 1) * values),
        history: sampler.history.map((all) => all.slice(image * values, (image + 1) * values)),
        draws,
      }),
    };
  }
}

/** The images below, upsampled, with noise over them: the channels that ride along with x. */
function conditioning(
  { channels, side }: StageShape,
  { noiseLevel, schedule, side: below }: NonNullable<StageShape["lowRes"]>,
  inputs: readonly StageInput[],
  draw: (out: Float32Array) => void,
): Float32Array {
  const values = channels * side * side;
  const planes = new Float32Array(inputs.length * values);
  for (const [i, { lowRes }] of inputs.entries()) {
    if (lowRes?.length !== channels * below * below)
      throw new Error(`Cannot run this stage: wanted an image of ${channels} × ${below} × ${below} below it`);
    upsample(lowRes, below, planes.subarray(i * values, (i + 1) * values), side);
  }
  const epsilon = new Float32Array(planes.length);
  draw(epsilon);
  augmentation(schedule, noiseLevel).apply(planes, epsilon);
  return planes;
}

/** Puts each image back where it stood; its stream is drawn forward by as much as was drawn then. */
function restore(
  states: readonly StageState[],
  into: {
    readonly x: Float32Array;
    readonly history: readonly Float32Array[];
    readonly values: number;
    readonly draw: (out: Float32Array) => void;
    readonly drawn: number;
  },
): void {
  const [first] = states;
  for (let drawn = into.drawn; drawn < (first?.draws ?? 0); drawn++) into.draw(into.x);
  for (const [i, state] of states.entries()) {
    into.x.set(state.x, i * into.values);
    for (const [k, part] of state.history.entries()) into.history[k]?.set(part, i * into.values);
  }
}
