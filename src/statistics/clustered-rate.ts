import { type Rate, wilson } from "./wilson.ts";

/**
 * A share of pictures, several of which may show one concept and are then no independent evidence: Wilson's 95 %
 * interval at the effective sample size, n over the design effect (Korn & Graubard 1998; Dean & Pagano 2015). The
 * design effect is Rao & Scott's (1992, eq. 2): the variance between concepts over the binomial one, at least 1, at
 * most Σ size² / n (Kish 1987), as if pictures of a concept were all alike; so too at 0 and 1, where nothing varies.
 * With one picture per concept this is plain Wilson.
 * @param clusters what each picture belongs to, equal where it is the same
 */
export function clusteredRate(hits: readonly boolean[], clusters: readonly unknown[]): Rate {
  const tallies = new Map<unknown, { n: number; k: number }>();
  for (const [i, hit] of hits.entries()) {
    const { n, k } = tallies.get(clusters[i]) ?? { n: 0, k: 0 };
    tallies.set(clusters[i], { n: n + 1, k: k + (hit ? 1 : 0) });
  }
  return tallyRate([...tallies.values()]).rate;
}

/** The same of counts per cluster, and the design effect. @param tallies of each cluster how many there are, and how many are hit */
export function tallyRate(tallies: readonly { readonly n: number; readonly k: number }[]): {
  readonly rate: Rate;
  readonly effect: number;
} {
  const counted = tallies.filter((own) => own.n > 0);
  const n = counted.reduce((sum, own) => sum + own.n, 0);
  const k = counted.reduce((sum, own) => sum + own.k, 0);
  if (n === 0) return { rate: wilson(k, n), effect: 1 };
  const effect = designEffect(counted, n, k);
  return { rate: { ...wilson(k / effect, n / effect), k, n, rate: k / n }, effect };
}

/** A share of counts that were taken apart: by clusters whose members resemble each other, or for another reason. */
export function rateOver(
  tallies: readonly { readonly n: number; readonly k: number }[],
  areClusters: boolean,
): { readonly rate: Rate; readonly effect: number } {
  if (areClusters) return tallyRate(tallies);
  const sum = (of: "k" | "n") => tallies.reduce((all, own) => all + own[of], 0);
  return { rate: wilson(sum("k"), sum("n")), effect: 1 };
}

function designEffect(
  tallies: readonly { readonly n: number; readonly k: number }[],
  n: number,
  k: number,
): number {
  const count = tallies.length;
  const most = tallies.reduce((sum, own) => sum + own.n ** 2, 0) / n;
  if (count < 2 || k === 0 || k === n) return most;
  const rate = k / n;
  const between = tallies.reduce((sum, own) => sum + (own.k - own.n * rate) ** 2, 0);
  const effect = ((count / (count - 1)) * between) / (n * rate * (1 - rate));
  return Math.min(most, Math.max(1, effect));
}
