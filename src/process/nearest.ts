/** Letters to insert, delete, replace or swap with their neighbour to make `b` of `a`. */
function distance(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, j) => j)];
  const cell = (i: number, j: number) => rows[i]?.[j] ?? Number.POSITIVE_INFINITY;
  for (let i = 1; i <= a.length; i++) {
    rows[i] = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const best = Math.min(cell(i - 1, j) + 1, cell(i, j - 1) + 1, cell(i - 1, j - 1) + same);
      rows[i]?.push(swapped ? Math.min(best, cell(i - 2, j - 2) + 1) : best);
    }
  }
  return cell(a.length, b.length);
}

/**
 * The known words that a misspelt one was likely meant to be, at most two slips away and equally near.
 * @example
 * nearest("licence", ["license", "language"]) // => ["license"]
 */
export function nearest(word: string, known: Iterable<string>): readonly string[] {
  const limit = word.length < 5 ? 1 : 2;
  let best = limit;
  let near: string[] = [];
  for (const one of known) {
    if (Math.abs(one.length - word.length) > best) continue;
    const slips = distance(word.toLowerCase(), one.toLowerCase());
    if (slips < best) near = [];
    if (slips <= best) near.push(one);
    best = Math.min(best, slips);
  }
  return near;
}

/** The nearest known words as a repair, or the repair for a word nothing resembles. */
export function meant(word: string, known: Iterable<string>, otherwise: string): string {
  const [first, ...more] = nearest(word, known);
  if (first === undefined || more.length > 4) return otherwise;
  return more.length === 0 ? `write "${first}"` : `write one of "${[first, ...more].join('", "')}"`;
}
