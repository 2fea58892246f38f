/**
 * Bilinear resize of planes with aligned corners, as `F.interpolate(mode="bilinear", align_corners=True)`: the
 * corners of both grids coincide.
 * @param from [channels × side × side]
 * @param to [channels × wanted × wanted], filled
 */
export function upsample(from: Float32Array, side: number, to: Float32Array, wanted: number): void {
  const channels = from.length / (side * side);
  const scale = wanted > 1 ? (side - 1) / (wanted - 1) : 0;
  const low = Uint32Array.from({ length: wanted }, (_, i) => Math.min(side - 1, Math.floor(i * scale)));
  const share = Float32Array.from({ length: wanted }, (_, i) => i * scale - (low[i] as number));
  let at = 0;
  for (let channel = 0; channel < channels; channel++)
    for (let y = 0; y < wanted; y++) {
      const top = channel * side * side + (low[y] as number) * side;
      const bottom = (low[y] as number) + 1 < side ? top + side : top;
      const dy = share[y] as number;
      for (let x = 0; x < wanted; x++) {
        const left = low[x] as number;
        const right = left + 1 < side ? left + 1 : left;
        const dx = share[x] as number;
        const upper = (1 - dx) * (from[top + left] as number) + dx * (from[top + right] as number);
        const lower = (1 - dx) * (from[bottom + left] as number) + dx * (from[bottom + right] as number);
        to[at++] = (1 - dy) * upper + dy * lower;
      }
    }
}
