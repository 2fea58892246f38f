/** A line of text with the mean probability of its characters. */
export interface Decoded {
  readonly text: string;
  readonly score: number;
}

/**
 * The recogniser was trained on Chinese lines too and seldom finds a space likelier than the blank: it reads
 * "freshbread" with 0.03 for a space in between, and at most 0.001 within words.
 */
const SPACE_CUT = 0.01;

/**
 * Greedy decoding of connectionist temporal classification (Graves et al. 2006): the likeliest character of each
 * step, repeats merged, blanks left out; a space wherever one is possible at all.
 * @param steps probabilities, one row of `characters.length` a step; the first is the blank, the last the space
 */
export function decodeCtc(steps: Float32Array, characters: readonly string[]): Decoded {
  const space = characters.length - 1;
  let [text, sum, count, before, gap] = ["", 0, 0, 0, false];
  for (let at = 0; at < steps.length; at += characters.length) {
    const best = likeliest(steps, at, characters.length);
    gap ||= (steps[at + space] as number) >= SPACE_CUT;
    if (best !== 0 && best !== before && best !== space) {
      text += (gap && text !== "" ? " " : "") + (characters[best] ?? "");
      [sum, count, gap] = [sum + (steps[at + best] as number), count + 1, false];
    }
    before = best;
  }
  return { text, score: count === 0 ? 0 : sum / count };
}

function likeliest(steps: Float32Array, at: number, length: number): number {
  let best = 0;
  for (let i = 1; i < length; i++) if ((steps[at + i] as number) > (steps[at + best] as number)) best = i;
  return best;
}
