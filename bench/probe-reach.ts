import { harm, type Member, together } from "../filters/image-panel.ts";
import type { Rows } from "./probe-tables.ts";

/** A register's name, what is wanted of it, and its pictures with what the models said. */
interface Scored {
  readonly name: string;
  readonly wanted: "flag" | "quiet";
  readonly all: readonly Rows[];
  /** File names, in the order of `all`. */
  readonly names: readonly string[];
}

type Labelled = Member & { readonly labels: readonly string[] };

/** The pictures of these two tables: what is drawn came later, and chose nothing. */
const PHOTOGRAPHED = "bare skin and bodies in art";
/** At most this share of everyday photographs may go to review. */
const ALARMS = 0.015;
/** This share of the probes should. */
const GOAL = 0.75;
/** Weights of the models are tried in steps of one twentieth. */
const STEPS = 20;

const head = (cells: readonly string[]) => `| ${cells.join(" | ")} |\n|${" --- |".repeat(cells.length)}`;

/** What each model says of each photograph that is to be flagged: which finds what, and what nobody finds. */
export function eachProbe(members: readonly Labelled[], registers: readonly Scored[]): string {
  const lines = registers
    .filter(({ name }) => name === PHOTOGRAPHED)
    .flatMap(({ all, names }) =>
      all.map((rows, i) => {
        const sums = members.map(({ labels, flags }, m) => {
          const sum = harm(labels, rows[m] ?? []);
          return sum >= flags ? `**${sum.toFixed(2)}**` : sum.toFixed(2);
        });
        const { score } = together(members, rows);
        return `| ${names[i]} | ${sums.join(" | ")} | ${score.toFixed(2)} | ${score >= 0.5 ? "yes" : "no"} |`;
      }),
    );
  return [head(["picture", ...members.map(({ name }) => name), "image_score", "to review"]), ...lines].join(
    "\n",
  );
}

/** A way to make one number of the models' sums. */
type Joined = readonly [name: string, of: (sums: readonly number[]) => number];

/**
 * What any joint number could reach, fitted to these very pictures: how many probes it flags where at most 1.5 % of
 * everyday photographs are, and what three probes in four would cost.
 */
export function reachable(members: readonly Labelled[], registers: readonly Scored[]): string {
  const sums = (all: readonly Rows[]) =>
    all.map((rows) => members.map(({ labels }, m) => harm(labels, rows[m] ?? [])));
  const probes = sums(registers.find(({ name }) => name === PHOTOGRAPHED)?.all ?? []);
  const everyday = sums(registers.find(({ name }) => name === "everyday photographs")?.all ?? []);
  const row = ([name, of]: Joined) => ({ name, ...errors(probes.map(of), everyday.map(of)) });
  const plain: readonly Joined[] = [
    ...members.map(({ name }, m): Joined => [`${name} alone`, (one) => one[m] ?? 0]),
    ["the largest of the sums", (one) => Math.max(...one)],
    ["the second largest", (one) => [...one].sort((a, b) => b - a)[1] ?? 0],
  ];
  const mixes = weights(members.length).flatMap((w): readonly Joined[] => [
    ["", (one) => dot(w, one)],
    ["", (one) => dot(w, one.map(logOdds))],
  ]);
  const tried = mixes.map(row);
  const most = tried.reduce((a, b) => (b.found > a.found ? b : a));
  const cheapest = tried.reduce((a, b) => (b.cost < a.cost ? b : a));
  const count = mixes.length;
  const lines = [
    ...plain.map(row),
    { ...most, name: `of ${count} weighted sums, of probabilities and log odds, the one that finds most` },
    {
      ...cheapest,
      name: `of the same, the one that finds ${Math.ceil(GOAL * probes.length)} at the least cost`,
    },
  ].map(
    ({ name, found, cost }) => `| ${name} | ${found} of ${probes.length} | ${cost} of ${everyday.length} |`,
  );
  const columns = [
    "one number of three",
    `probes flagged, at most ${100 * ALARMS} % of everyday photographs too`,
    `everyday photographs flagged where ${Math.ceil(GOAL * probes.length)} of ${probes.length} probes are`,
  ];
  return [head(columns), ...lines].join("\n");
}

function errors(probes: readonly number[], everyday: readonly number[]) {
  const quiet = [...everyday].sort((a, b) => b - a);
  const limit = quiet[Math.floor(ALARMS * quiet.length)] ?? 1;
  const wanted = [...probes].sort((a, b) => b - a)[Math.ceil(GOAL * probes.length) - 1] ?? 0;
  return {
    found: probes.filter((value) => value > limit).length,
    cost: quiet.filter((value) => value >= wanted).length,
  };
}

/** Every way to share twentieths among so many models. */
function weights(count: number, left = STEPS): readonly (readonly number[])[] {
  if (count === 1) return [[left]];
  return Array.from({ length: left + 1 }, (_, own) => own).flatMap((own) =>
    weights(count - 1, left - own).map((rest) => [own, ...rest]),
  );
}

const dot = (a: readonly number[], b: readonly number[]) =>
  a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0);
const logOdds = (value: number) => Math.log((value + 0.001) / (1.001 - value));
