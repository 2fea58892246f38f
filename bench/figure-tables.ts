import { type Member, together } from "../filters/image-panel.ts";
import { wilson } from "../src/statistics/wilson.ts";
import type { Rows } from "./probe-tables.ts";

interface Scored {
  readonly all: readonly Rows[];
  /** File names, in the order of `all`: number, sex, origin and garment, with hyphens between. */
  readonly names: readonly string[];
}

type Labelled = Member & { readonly labels: readonly string[] };

const GROUPS = ["female", "male", "caucasian", "asian", "african", "swimwear", "sportswear", "underwear"];

/**
 * The same drawn figures with little on and dressed, by who they are and what they wear: how many of each go to review,
 * and the mean of what the models say together.
 */
export function figureTable(members: readonly Labelled[], bare: Scored, dressed: Scored): string {
  const cells = ({ all, names }: Scored, group: string) => {
    const of = all.filter((_, i) =>
      names[i]
        ?.replace(/\.jpg$/u, "")
        .split("-")
        .includes(group),
    );
    const scores = of.map((rows) => together(members, rows).score);
    const { k, n, low, high } = wilson(scores.filter((score) => score >= 0.5).length, scores.length);
    const [from, to] = [low, high].map((value) => (100 * (value ?? 0)).toFixed(1));
    const mean = scores.reduce((sum, score) => sum + score, 0) / Math.max(1, n);
    return `${k} of ${n} [${from}, ${to}] | ${mean.toFixed(2)}`;
  };
  const lines = GROUPS.map((group) => `| ${group} | ${cells(bare, group)} | ${cells(dressed, group)} |`);
  const head = "| figures | with little on: to review | mean score | dressed: to review | mean score |";
  return [head, "| --- | --- | --- | --- | --- |", ...lines].join("\n");
}
