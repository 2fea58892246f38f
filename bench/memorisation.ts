/**
 * Whether the memorisation signal of Wen et al. (2407.21720), ‖ε_c − ε_u‖, tells captions that `illustrator` was
 * trained on from captions that it was not: `npm run bench:memorisation [-- CAPTIONS]` prints the table of
 * docs/output-filters.md. Some minutes.
 */

import { planPairs } from "../datasets/illustrations/pairs.ts";
import { share } from "../datasets/illustrations/share.ts";
import { drawingOf } from "./own-gate.ts";

const count = Number(process.argv[2] ?? 60);
/** The rule `memorised` of gate/image: chosen on the captions of `validation`, not on those of `test`. */
const CUT = 0.055;
const NOT_TRAINED = /_(country-flag|subdivision-flag|alphanum|keycap)_/u;
const plans = (await planPairs())
  .filter(
    ({ key, source, emoji }) =>
      source.style === "fluent-3d" && emoji.skinTones.length === 0 && !NOT_TRAINED.test(key),
  )
  .sort((a, b) => share("memorisation", a.key) - share("memorisation", b.key));
const groups = {
  trained: plans.filter(({ split }) => split === "train").slice(0, count),
  test: plans.filter(({ split }) => split === "test").slice(0, count),
  validation: plans.filter(({ split }) => split === "validation").slice(0, count),
};
const names = ["trained", "test", "validation"] as const;

const signals: Record<keyof typeof groups, { readonly first: number; readonly mean: number }[]> = {
  trained: [],
  test: [],
  validation: [],
};
for (const name of names) {
  const [first, ...rest] = groups[name].map(({ captions }) => ({ text: captions.caption }));
  if (!first) throw new Error("Cannot measure: no captions");
  // Nobody sees these pictures: only the signal in their receipts is read.
  const drawing = await drawingOf("measure", "illustrator", [first, ...rest]);
  const receipts = drawing.receipts(
    {
      prompts: [first, ...rest],
      n: 1,
      seed: 1,
      rng: "philox",
      stages: { from: 1, to: 1 },
      overrides: {},
      device: "cpu",
      threads: 1,
    },
    { now: () => new Date(), emit: () => {}, signal: new AbortController().signal },
  );
  for await (const receipt of receipts) {
    const stage = receipt.stages[0];
    const gaps =
      stage?.steps.flatMap(({ memorisation }) =>
        memorisation === null ? [] : [memorisation / Math.sqrt(3 * stage.size ** 2)],
      ) ?? [];
    signals[name].push({
      first: gaps[0] ?? Number.NaN,
      mean: gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length,
    });
  }
  await drawing.close();
}

console.log(
  `| signal | captions | n | 5 % | median | 95 % | at or above ${CUT} | AUC, trained against test |\n| --- | --- | --- | --- | --- | --- | --- | --- |`,
);
for (const signal of ["first", "mean"] as const)
  for (const name of names) {
    const values = signals[name].map((one) => one[signal]).sort((a, b) => a - b);
    const at = (part: number) => (values[Math.round(part * (values.length - 1))] ?? 0).toPrecision(2);
    const [trained, held] = [signals.trained, signals.test].map((all) => all.map((one) => one[signal])) as [
      number[],
      number[],
    ];
    console.log(
      `| ${signal === "first" ? "first step" : "mean of steps"} | ${name} | ${values.length} | ${at(0.05)} | ${at(0.5)} | ${at(0.95)} | ${values.filter((value) => value >= CUT).length} | ${name === "trained" ? aucWithInterval(trained, held) : ""} |`,
    );
  }

/** Area under the curve, as the share of pairs in order, with a 95 % interval of 2,000 bootstrap samples of captions. */
function aucWithInterval(positive: readonly number[], negative: readonly number[]): string {
  let state = 1;
  const random = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  const draw = (list: readonly number[]) => list.map(() => list[Math.floor(random() * list.length)] ?? 0);
  const drawn = Array.from({ length: 2000 }, () => auc(draw(positive), draw(negative))).sort((a, b) => a - b);
  return `${auc(positive, negative).toFixed(2)} [${(drawn[50] ?? 0).toFixed(2)}, ${(drawn[1949] ?? 0).toFixed(2)}]`;
}

function auc(positive: readonly number[], negative: readonly number[]): number {
  let sum = 0;
  for (const a of positive) for (const b of negative) sum += a > b ? 1 : a === b ? 0.5 : 0;
  return sum / (positive.length * negative.length);
}
