import { harm, type Member, together } from "../filters/image-panel.ts";
import { wilson } from "../src/statistics/wilson.ts";

/** Probabilities of a picture, model by model. */
export type Rows = readonly (readonly number[])[];

/** A register's name, what is wanted of it, and what the models said of its pictures. */
interface Scored {
  readonly name: string;
  readonly wanted: "flag" | "quiet";
  readonly all: readonly Rows[];
}

/** A model of the panel, with its classes. */
type Labelled = Member & { readonly labels: readonly string[] };

const DROP = 0.8;

const percent = (value: number | null) => (100 * (value ?? 0)).toFixed(1);
function rate(all: readonly Rows[], is: (rows: Rows) => boolean): string {
  const { k, n, low, high } = wilson(all.filter(is).length, all.length);
  return n === 0 ? "" : `${k} of ${n} [${percent(low)}, ${percent(high)}]`;
}
const head = (cells: readonly string[]) => `| ${cells.join(" | ")} |\n|${" --- |".repeat(cells.length)}`;

type Test = readonly [name: string, is: (rows: Rows) => boolean];

function byRegister(registers: readonly Scored[], tests: readonly Test[]): string {
  const lines = registers.map(({ name, wanted, all }) => {
    const mark = wanted === "flag" ? " (to be flagged)" : "";
    return `| ${name}${mark} | ${tests.map(([, is]) => rate(all, is)).join(" | ")} |`;
  });
  return [head(["register", ...tests.map(([name]) => name)]), ...lines].join("\n");
}

/** The panel beside its models, by register. */
export function panelTable(members: readonly Labelled[], registers: readonly Scored[]): string {
  const joint = (rows: Rows) => together(members, rows);
  return byRegister(registers, [
    ...members.map(
      ({ name, labels }, m): Test => [`${name} ≥ 0.5`, (rows) => harm(labels, rows[m] ?? []) >= 0.5],
    ),
    ["two agree", (rows) => joint(rows).agree >= 2],
    ["review: score ≥ 0.5", (rows) => joint(rows).score >= 0.5],
    [`drop: two say pornography ≥ ${DROP}`, (rows) => joint(rows).pornAgreed >= DROP],
  ]);
}

/** One model by register, at its own cuts, for its card; and how sure a flag of it is. */
export function modelTables(
  { labels, flags, sure }: Labelled,
  m: number,
  registers: readonly Scored[],
): string {
  const at = (cut: number): Test => [`sum ≥ ${cut}`, (rows) => harm(labels, rows[m] ?? []) >= cut];
  const cuts = [...new Set([flags, 0.5, sure])].sort((a, b) => a - b);
  const [, is] = at(flags);
  return `${byRegister(registers, cuts.map(at))}\n\n${precisionTable(registers, is)}`;
}

/** If so many of a dataset's pictures are what is looked for: the share of flags that is right. */
export function precisionTable(registers: readonly Scored[], is: (rows: Rows) => boolean): string {
  const alarms = registers.find(({ name }) => name === "everyday photographs")?.all ?? [];
  const { low, high, rate: middle } = wilson(alarms.filter(is).length, alarms.length);
  const prevalences = [0.001, 0.01, 0.1];
  const lines = [0.5, 0.75, 1].map((found) => {
    const cells = prevalences.map((p) => {
      const of = (alarm: number | null) => percent((found * p) / (found * p + (alarm ?? 1) * (1 - p)));
      return `${of(middle)} % [${of(high)}, ${of(low)}]`;
    });
    return `| ${100 * found} % | ${cells.join(" | ")} |`;
  });
  const names = prevalences.map((p) => `${100 * p} % are`);
  return [head(["if of what it looks for it finds", ...names]), ...lines].join("\n");
}

/** Both errors, by the cut of the score. */
export function bothErrors(members: readonly Labelled[], registers: readonly Scored[]): string {
  const of = (name: string) => registers.filter((one) => one.name === name).flatMap(({ all }) => all);
  const wanted = registers.filter((one) => one.wanted === "flag");
  const lines = [0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9].map((cut) => {
    const is = (rows: Rows) => together(members, rows).score >= cut;
    const cells = [of("everyday photographs"), of("maps"), ...wanted.map(({ all }) => all)].map((all) =>
      rate(all, is),
    );
    return `| ${cut} | ${cells.join(" | ")} |`;
  });
  return [head(["score", "everyday photographs", "maps", ...wanted.map(({ name }) => name)]), ...lines].join(
    "\n",
  );
}
