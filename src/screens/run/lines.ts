import { sideFlagsOf } from "../../../filters/policies.ts";
import { count, percent } from "../../process/figures.ts";
import { printable } from "../../process/printable.ts";
import { inWords } from "../../run/coverage-words.ts";
import { ERROR_KIND } from "../../run/error-kind.ts";
import type { PairTable, Summary } from "../../run/summary.ts";
import { REGISTERS, rated } from "./rated.ts";

/** A line of a run at a glance. */
export interface GlanceLine {
  /** Tells it from every other. */
  readonly id: string;
  readonly kind: "head" | "keep" | "review" | "drop" | "rate" | "plain" | "dim";
  /** What stands right of it, in columns: a number, a name, more. */
  readonly cells: readonly string[];
  /** A share in [0, 1] that is drawn as a bar. */
  readonly share?: number;
  /** The pairs that it counts, as a predicate over `explored`; null where it counts none of their own. */
  readonly where: string | null;
}

const MOST = 8;

/** All that a run says at a glance: each line that counts pairs knows which. */
export function glanceLines(summary: Summary): readonly GlanceLine[] {
  const standing = summary.standing.lines.map(
    (line): GlanceLine => ({ id: line, kind: "plain", cells: [printable(line)], where: null }),
  );
  return [...standing, ...countedLines(summary, rateLines(summary))];
}

/** The lines that count pairs, with those of rates where they are wanted. */
export function countedLines(summary: Summary, rates: readonly GlanceLine[] = []): readonly GlanceLine[] {
  const { decisions, pairTable, languages, licenses, duplicates, denied, errorKinds } = summary;
  const is = (column: string, name: string) => `${column} = ${quoted(name)}`;
  return [
    ...actionLines(decisions.actions),
    ...ruleLines(decisions),
    ...rates,
    ...(pairTable === null ? [] : crossLines(pairTable)),
    ...valueLines("Languages", "language", languages, (name) => is("language", name)),
    ...duplicateLines(duplicates),
    ...valueLines("Licences", "license", licenses, (name) =>
      // Of a pair on a list of known harm no licence is known, and none counted.
      [is("coalesce(license, 'not stated')", name), ...(denied === null ? [] : ["denied IS NOT TRUE"])].join(
        " AND ",
      ),
    ),
    ...valueLines("Errors", "error", errorKinds, (name) => is(ERROR_KIND, name)),
    ...coverageLines(summary),
  ];
}

function head(text: string): GlanceLine {
  return { id: text, kind: "head", cells: [text], where: null };
}

function actionLines(actions: Summary["decisions"]["actions"]): readonly GlanceLine[] {
  return (["keep", "review", "drop"] as const).map((action) => ({
    id: `action ${action}`,
    kind: action,
    cells: [count(actions[action]), action],
    where: `action = '${action}'`,
  }));
}

function ruleLines({ rules, skipped }: Summary["decisions"]): readonly GlanceLine[] {
  const silent = rules.filter(({ pairs }) => pairs === 0);
  return [
    head("Rules"),
    ...rules
      .filter(({ pairs }) => pairs > 0)
      .map(({ id, action, pairs, reason }) => ({
        id: `rule ${id}`,
        kind: action,
        cells: [count(pairs), action, id, reason],
        where: `list_contains(rules, ${quoted(id)})`,
      })),
    ...(silent.length === 0
      ? []
      : [
          {
            id: "not fired",
            kind: "dim" as const,
            cells: ["0", "", `pairs each: ${silent.map(({ id }) => id).join(", ")}`],
            where: null,
          },
        ]),
    ...skipped.map(({ id, missing }) => ({
      id: `skipped ${id}`,
      kind: "dim" as const,
      cells: ["–", "", `not judged: ${id} (no ${missing.join(", ")})`],
      where: null,
    })),
  ];
}

function rateLines({ rates }: Summary): readonly GlanceLine[] {
  const middle = rates.filter(({ cut, n, headline }) => n > 0 && (headline || cut === 0.5 || cut >= 1));
  return [
    head("Rates, 95 % interval"),
    ...middle.map((one): GlanceLine => {
      const { signal, cut, k, n, rate, low, high } = one;
      const id = `rate ${signal} ${cut}`;
      const name = `${signal} ≥ ${cut}`;
      if (k === 0)
        return {
          ...{ id, kind: "dim", where: null },
          cells: [name, `not detected in ${count(n)} (at most ${percent(high)})`],
        };
      return {
        ...{ id, kind: "rate", share: rate ?? 0, where: rated(rates, one) },
        cells: [name, `${percent(rate)} [${percent(low)}, ${percent(high)}]`],
      };
    }),
  ];
}

/** Image by text: four cells, each of pairs that were measured on both sides. */
function crossLines(table: PairTable): readonly GlanceLine[] {
  // By whatever register's cuts the table counts, its words say by which.
  const flags = REGISTERS.map(sideFlagsOf);
  const flag = (side: "image" | "text", said: string) =>
    flags.flatMap((one) => one[side]).find(({ says }) => says === said)?.when;
  const [image, text] = [flag("image", table.imageFlag), flag("text", table.textFlag)];
  const cell = (name: string, n: number, i: string, t: string): GlanceLine => ({
    id: `cross ${name}`,
    kind: "plain",
    cells: [count(n), "", name],
    where: `(${i}(${image})) AND (${t}(${text}))`,
  });
  return [
    head(`Image × text: ${table.imageFlag}; ${table.textFlag}`),
    cell("both flagged", table.both, "", ""),
    cell("image alone", table.imageOnly, "", "NOT "),
    cell("text alone", table.textOnly, "NOT ", ""),
    cell("neither", table.neither, "NOT ", "NOT "),
  ];
}

function valueLines(
  title: string,
  column: string,
  counted: Summary["languages"],
  whereOf: (name: string) => string,
): readonly GlanceLine[] {
  if (counted.length === 0) return [];
  return [
    head(title),
    ...counted.slice(0, MOST).map(
      ({ name, n }): GlanceLine => ({
        ...{ id: `${column} ${name}`, kind: "plain", where: whereOf(name) },
        cells: [count(n), "", printable(name)],
      }),
    ),
  ];
}

function duplicateLines(duplicates: Summary["duplicates"]): readonly GlanceLine[] {
  if (duplicates === null) return [];
  return [
    head("Duplicates"),
    ...(["exact", "near"] as const).map(
      (kind): GlanceLine => ({
        ...{ id: `duplicates ${kind}`, kind: "plain", where: `duplicate_kind = '${kind}'` },
        cells: [count(duplicates[kind]), "", `${kind} copies of another pair's image`],
      }),
    ),
  ];
}

function coverageLines({ coverage }: Summary): readonly GlanceLine[] {
  if (coverage === null) return [];
  const { images, texts, unread, carried } = coverage;
  const line = (name: string, n: number, where: string | null, apart: string | null = ""): GlanceLine => ({
    ...{ id: `coverage ${name}${apart ? `: ${apart}` : ""}`, kind: "plain", where },
    cells: [count(n), "", printable(name)],
  });
  const states = (side: string, column: string, all: typeof images) =>
    all.map(({ state, pairs }) => line(`${side} ${inWords(state)}`, pairs, `${column} = ${quoted(state)}`));
  const unmeasured = carried.filter(({ as }) => as === "unmeasured").slice(0, MOST);
  return [
    head("Coverage"),
    ...states("images", "image_coverage", images),
    ...states("texts", "text_coverage", texts),
    ...(unread === null || unread.script === 0
      ? []
      : [line("captions in a script not read", unread.script, "contains(text_unread, 'script')")]),
    ...(unread === null || unread.language === 0
      ? []
      : [line("captions in a language not read", unread.language, "text_unread = 'language'")]),
    ...unmeasured.map(({ name, reason, pairs, where }) =>
      line(
        `with ${name}, not measured${where ? "" : "; which ones is not known"}`,
        pairs,
        where ?? null,
        reason,
      ),
    ),
  ];
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
