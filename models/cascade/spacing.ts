import type { SamplerConfig, Spacing } from "./config.ts";

/** Rounds halves to the even neighbour, as Python and numpy do; Math.round would go up. */
export function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  if (rest !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
}

/** numpy's linspace: `count` numbers from `from` to `to`, both included. */
export function linspace(from: number, to: number, count: number): number[] {
  const step = (to - from) / Math.max(count - 1, 1);
  return Array.from({ length: count }, (_, i) => (i > 0 && i === count - 1 ? to : from + i * step));
}

/** numpy's arange downwards to 0, not included; its step is the difference of its first two numbers. */
function down(from: number, step: number): number[] {
  const count = Math.ceil(from / step);
  const delta = from - step - from;
  return Array.from({ length: count }, (_, i) => from + i * delta);
}

/** Which timesteps to take. */
export interface SpacingOptions {
  readonly steps: number;
  /** T, of which the ratio of `trailing` and `leading` is taken. */
  readonly timesteps: number;
  readonly offset?: number;
  /** First timestep + 1 when the noisiest are left out; default T. */
  readonly last?: number;
  /** linspace without rounding, as the σ-samplers take it. */
  readonly fractional?: boolean;
}

/** @throws Error with one line when there are more steps than fit */
export function checkSteps(steps: number, most: number): void {
  if (!Number.isInteger(steps) || steps < 1 || steps > most)
    throw new Error(`Cannot space timesteps: steps must be a whole number in [1, ${most}], got ${steps}`);
}

/**
 * Falling inference timesteps as diffusers spaces them (Lin et al. 2305.08891, table 2).
 * @throws Error when there are more steps than timesteps
 */
export function spaced(spacing: Spacing, options: SpacingOptions): number[] {
  const { steps, timesteps, offset = 0, last = timesteps, fractional = false } = options;
  checkSteps(steps, timesteps);
  switch (spacing) {
    case "linspace": {
      const values = linspace(0, last - 1, steps).reverse();
      return fractional ? values.map(Math.fround) : values.map(roundHalfEven);
    }
    case "leading": {
      const ratio = Math.floor(timesteps / steps);
      return Array.from({ length: steps }, (_, i) => (steps - 1 - i) * ratio + offset);
    }
    case "trailing":
      // numpy's arange ends one value too late for some numbers of steps (61 of 1000), which would be timestep −1.
      return down(last, timesteps / steps)
        .map((value) => roundHalfEven(value) - 1)
        .filter((timestep) => timestep >= 0);
  }
}

/** A sampler's timesteps: given ones, or spaced. */
export function timestepsOf(config: SamplerConfig, timesteps: number): readonly number[] {
  if (config.timesteps) return checked(config.timesteps, timesteps);
  const { steps, spacing = "leading", stepsOffset: offset = 0 } = config;
  return checked(spaced(spacing, { steps, timesteps, offset }), timesteps);
}

function checked(values: readonly number[], timesteps: number): readonly number[] {
  const falling = values.every((t, i) => Number.isInteger(t) && t >= 0 && t < (values[i - 1] ?? timesteps));
  if (!falling || values.length === 0)
    throw new Error(
      `Cannot take timesteps: wanted falling whole numbers in [0, ${timesteps - 1}], got ${values.slice(0, 4).join(", ")}, …`,
    );
  return values;
}
