/** A channel from which on a pixel is ground: all but white, on which the pictures stand. */
const GROUND = 244;

/** Whether the pixel whose red is at `at` of 8-bit RGB is drawn on. */
export function isInk(data: Uint8Array, at: number): boolean {
  return Math.min(data[at] as number, data[at + 1] as number, data[at + 2] as number) < GROUND;
}
