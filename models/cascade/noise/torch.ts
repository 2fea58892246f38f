/**
 * torch's CPU generator (`torch.Generator("cpu").manual_seed(seed)`) and what `torch.randn` draws from it, to within
 * the last digits of single precision (torch's own depend on the processor's vector width). Layout after ATen's
 * CPUGeneratorImpl and DistributionTemplates.
 */
export interface TorchGenerator {
  /** `torch.randn(out.length)` in float32. */
  normal(out: Float32Array): void;
}

/**
 * @param seed whole number; torch's Mersenne twister takes its lower 32 bits
 */
export function torchGenerator(seed: number): TorchGenerator {
  const next = mersenneTwister(seed >>> 0);
  let spare: number | undefined;
  const one = () => {
    if (spare !== undefined) {
      const value = spare;
      spare = undefined;
      return value;
    }
    const angle = 2 * Math.PI * uniform53(next);
    const radius = Math.sqrt(-2 * Math.log1p(-uniform53(next)));
    spare = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  };
  return {
    normal(out) {
      if (out.length >= 16) fillWide(out, next);
      else for (let i = 0; i < out.length; i++) out[i] = one();
    },
  };
}

/** 16 at a time; a rest of fewer is made by drawing the last 16 anew. */
function fillWide(out: Float32Array, next: () => number): void {
  for (let i = 0; i < out.length; i++) out[i] = uniform24(next);
  for (let from = 0; from + 16 <= out.length; from += 16) transformSixteen(out, from);
  if (out.length % 16 === 0) return;
  const from = out.length - 16;
  for (let i = from; i < out.length; i++) out[i] = uniform24(next);
  transformSixteen(out, from);
}

/** Box and Muller's transform of value j and j + 8 of sixteen. */
function transformSixteen(out: Float32Array, from: number): void {
  for (let i = from; i < from + 8; i++) {
    const radius = Math.sqrt(-2 * Math.log(1 - (out[i] as number)));
    const angle = 2 * Math.PI * (out[i + 8] as number);
    out[i] = radius * Math.cos(angle);
    out[i + 8] = radius * Math.sin(angle);
  }
}

/** float32 in [0, 1) from 24 bits. */
function uniform24(next: () => number): number {
  return (next() & 0xffffff) / 2 ** 24;
}

/** float64 in [0, 1) from 53 bits of two words, the first above. */
function uniform53(next: () => number): number {
  const high = next() & 0x1fffff;
  return (high * 2 ** 32 + next()) / 2 ** 53;
}

/** MT19937 (Matsumoto & Nishimura 1998): unsigned 32-bit words. */
export function mersenneTwister(seed: number): () => number {
  const state = new Uint32Array(624);
  state[0] = seed;
  for (let i = 1; i < 624; i++) {
    const before = state[i - 1] as number;
    state[i] = Math.imul(1812433253, before ^ (before >>> 30)) + i;
  }
  let at = 624;
  return () => {
    if (at === 624) {
      regenerate(state);
      at = 0;
    }
    let y = state[at++] as number;
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    return (y ^ (y >>> 18)) >>> 0;
  };
}

function regenerate(state: Uint32Array): void {
  for (let i = 0; i < 624; i++) {
    const y = ((state[i] as number) & 0x80000000) | ((state[(i + 1) % 624] as number) & 0x7fffffff);
    state[i] = (state[(i + 397) % 624] as number) ^ (y >>> 1) ^ (y & 1 ? 0x9908b0df : 0);
  }
}
