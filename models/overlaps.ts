/** A part of a picture that a network found, in shares of its width and height. */
export interface Box {
  readonly score: number;
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/**
 * Of boxes that overlap by more than `most` of what both cover, only the surest; the surest first. At most so many
 * are compared as a crowd has.
 */
export function withoutOverlaps<B extends Box>(boxes: readonly B[], most: number): readonly B[] {
  const kept: B[] = [];
  for (const box of [...boxes].sort((a, b) => b.score - a.score).slice(0, COMPARED))
    if (kept.every((other) => shared(box, other) <= most)) kept.push(box);
  return kept;
}

/** A network that fires everywhere would keep us comparing for minutes. */
const COMPARED = 5000;

/** Intersection over union. */
function shared(a: Box, b: Box): number {
  const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
  const tall = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
  if (wide <= 0 || tall <= 0) return 0;
  const both = wide * tall;
  return both / (areaOf(a) + areaOf(b) - both);
}

function areaOf({ left, top, right, bottom }: Box): number {
  return (right - left) * (bottom - top);
}
