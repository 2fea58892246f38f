import { median } from "./clock.ts";
import type { CpuSum } from "./cpu-sum.ts";
import { type Goal, goals } from "./goals.ts";
import type { Peak } from "./memory.ts";
import type { BenchModel } from "./models.ts";
import { isQuiet, type Round } from "./round.ts";

/** How much more memory ten times the pairs may take to count as flat. */
const FLAT = 1.1;

/** One model's comparison as Markdown. */
export function modelTable(model: BenchModel, rounds: readonly Round[], cores: number): string {
  const ours = rounds.map(({ pipeline }) => pipeline.toFixed(1)).join(", ");
  const cost = (pick: (round: Round) => CpuSum) =>
    `${median(rounds.map((round) => pick(round).decodeMs)).toFixed(2)} ms decoding + ${median(
      rounds.map((round) => pick(round).inferenceMs),
    ).toFixed(2)} ms resizing and inference`;
  const others = Math.max(...rounds.map((round) => round.others));
  const care = rounds.every(isQuiet)
    ? ""
    : " **Disturbed: these numbers do not stand; measure again when quiet.**";
  return [
    model === "panel" ? "## The default: three models, two passes" : `## ${model}`,
    "",
    `\`sluice audit --filters nsfw-image\`: **${median(rounds.map(({ pipeline }) => pipeline)).toFixed(1)} pairs/s** (rounds: ${ours}).`,
    `One image on one thread: ${cost(({ alone }) => alone)} alone; ${cost(({ together }) => together)} with every core busy.`,
    `Other processes took up to ${percent(others)} of the machine meanwhile.${care}`,
    "",
    "| compared with | images/s | ours ÷ theirs | goal | reached |",
    "|---|---:|---:|---:|---|",
    ...goals(model, rounds, cores).map(row),
  ].join("\n");
}

function row({ name, theirs, ratio, wanted }: Goal): string {
  const verdict = wanted === undefined ? "| |" : `| ≥ ${wanted} | ${ratio >= wanted ? "yes" : "**no**"} |`;
  return `| ${name} | ${theirs.toFixed(1)} | ${ratio.toFixed(2)} ${verdict}`;
}

/** Peak memory as Markdown. */
export function memoryTable(peaks: readonly Peak[]): string {
  const [first, last] = [peaks[0]?.bytes ?? 0, peaks.at(-1)?.bytes ?? 0];
  const ratio = last / first;
  return [
    "## Memory",
    "",
    "Peak memory of the program and its workers (PSS, sampled) in `sluice audit --filters image-basics,nsfw-image` with nsfw-mobilenet-v2.",
    "",
    "| pairs in one tar | peak | pairs/s |",
    "|---:|---:|---:|",
    ...peaks.map(
      ({ pairs, bytes, perSecond }) =>
        `| ${pairs} | ${(bytes / 2 ** 20).toFixed(0)} MiB | ${perSecond.toFixed(1)} |`,
    ),
    "",
    `Ratio ${ratio.toFixed(2)}; goal: flat (≤ ${FLAT}); reached: ${ratio <= FLAT ? "yes" : "**no**"}.`,
  ].join("\n");
}

const percent = (share: number) => `${(share * 100).toFixed(0)} %`;

/** The whole document. */
export function page(tables: readonly string[], limits: string): string {
  const head = [
    "# Benchmarks",
    "",
    "Written by `npm run bench -- --write`, in one run. Every contender runs in a process of its own, one after",
    "the other, on the same images (openstax, shuffled by hash); rates are medians over rounds, and a ratio is the",
    "median of the rounds' own ratios. Loading models is never counted, decoding always is. Rivals run one network:",
    "the default's three are set beside nsfw-mobilenet-v2-mid alone, which was the default before. Python's pool",
    "runs the same networks as ours, in floats (`bench/python_pool.py`; `SLUICE_BENCH_PYTHON` names its Python).",
  ];
  return `${[head.join("\n"), ...tables, limits].join("\n\n")}\n`;
}
