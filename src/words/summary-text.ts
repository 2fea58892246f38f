import { count, counted, decimals, percent, percentInterval } from "../process/figures.ts";
import type { LinkedLine } from "../process/linked.ts";
import { printable } from "../process/printable.ts";
import { shellWord } from "../process/shell-word.ts";
import type { Summary, SweptRate } from "../run/summary.ts";
import { countedLines } from "../screens/run/lines.ts";
import { rated } from "../screens/run/rated.ts";

/** Fits a terminal of 80 columns. */
const WIDTH = 78;

/**
 * A run in about twenty lines, ending with what to do next.
 * @param link what becomes of a line that counts pairs, for who opens them: each kind of pairs has a line of its own then
 */
export function summaryText(
  summary: Summary,
  folder: string,
  reportPath: string | undefined,
  link?: (line: LinkedLine) => string,
): string {
  const { run, pairs, errors, shards, shardsTotal, seconds, pairsPerSecond, device, decisions } = summary;
  const lines = [
    `${clip(printable(run.inputs.uri), WIDTH)}`,
    `${run.inputs.format}: ${counted(pairs, "pair")} in ${shards.length} of ${counted(shardsTotal, "shard")}, ${count(errors)} with errors`,
    `${count(Math.round(seconds))} s on ${device}, ${decimals(pairsPerSecond, 1)} pairs/s${scope(summary)}`,
    ...summary.standing.lines.map((line) => printable(line)),
    ...missingLine(summary),
    ...(link ? [] : coverageText(summary)),
    ...deniedText(summary, link ?? textOf),
    ...(link ? [] : [...duplicatesLine(summary), ...languagesLine(summary)]),
    "",
    "rate [95 % interval]",
    ...headline(summary).map((rate) =>
      (link ?? textOf)({ text: rateLine(rate, pairs), where: rated(summary.rates, rate) }),
    ),
    ...(link ? [] : [...pairTableLine(summary), ...errorText(summary)]),
    ...troubleLines(summary),
  ];
  if (link) lines.push(...eachLinked(summary, link));
  else if (decisions) {
    const { keep, review, drop } = decisions.actions;
    lines.push(
      "",
      `policy ${decisions.policy} v${decisions.version}: keep ${count(keep)}, review ${count(review)}, drop ${count(drop)}`,
    );
    const fired = decisions.rules.filter(({ pairs }) => pairs > 0);
    lines.push(...wrapped(fired.map(({ id, pairs: n }) => `${id} ${count(n)}`)));
    if (decisions.skipped.length > 0)
      lines.push(
        ...wrapped(
          decisions.skipped.map(({ id, missing }) => `not judged: ${id} (no ${missing.join(", ")})`),
        ),
      );
  }
  lines.push("", reportPath ? `report: ${reportPath}` : `next: sluice report ${shellWord(folder)}`);
  if (reportPath) lines.push(`next: sluice decide ${shellWord(folder)} --policy strict`);
  return lines.join("\n");
}

function textOf({ text }: LinkedLine): string {
  return text;
}

/** What the text counts several to a line, as the run's first screen has it: a line for each that has pairs. */
function eachLinked(summary: Summary, link: (line: LinkedLine) => string): string[] {
  const { policy, version } = summary.decisions;
  const lines = countedLines(summary).map(({ id, kind, cells, where }) => {
    const words = printable(cells.filter((cell) => cell !== "").join("  "));
    return kind === "head" ? words : link({ text: `  ${words}`, where, crumb: id });
  });
  return ["", `policy ${policy} v${version}`, ...lines];
}

function scope({ run, clusters }: Summary): string {
  const { limit, sample } = run.inputs;
  if (sample && clusters)
    return `; a sample of ${counted(sample.size, "pair")} of ${count(clusters.drawn)} of ${counted(clusters.of, "shard")}, seed ${sample.seed}: intervals by its design, effect up to ${decimals(clusters.effect, 1)}`;
  if (sample) return `; a random sample of ${counted(sample.size, "pair")}, seed ${sample.seed}`;
  return limit === null ? "" : `; only the first ${counted(limit, "pair")}`;
}

function coverageText({ coverage }: Summary): string[] {
  return coverage === null ? [] : coverage.lines.map((line) => clip(printable(line), WIDTH));
}

function errorText({ errorKinds }: Summary): string[] {
  return errorKinds.slice(0, 4).map(({ name, n }) => `  error × ${count(n)}: ${clip(printable(name), 66)}`);
}

function deniedText({ denied, pairs }: Summary, said: (line: LinkedLine) => string): string[] {
  if (denied === null) return [];
  const text = `on lists of known harm: ${count(denied.pairs)} of ${counted(pairs, "pair")}, denied unseen`;
  return [
    said({ text, where: "denied", crumb: "on lists of known harm" }),
    ...denied.lines.map((line) => `  ${printable(line)}`),
  ];
}

function missingLine({ missing, run }: Summary): string[] {
  const parts = [
    ...(run.inputs.captionless
      ? ["no captions in this dataset: image filters and those of other texts only"]
      : []),
    ...(missing.captions > 0 && !run.inputs.captionless
      ? [`${count(missing.captions)} without caption`]
      : []),
    ...(missing.emptyCaptions > 0 ? [`${count(missing.emptyCaptions)} with an empty one`] : []),
    ...(run.inputs.hasImages
      ? missing.images > 0
        ? [`${count(missing.images)} without image`]
        : []
      : ["no images in this dataset: text filters only"]),
  ];
  return parts.length > 0 ? [`missing: ${parts.join(", ")}`] : [];
}

function duplicatesLine({ duplicates }: Summary): string[] {
  return duplicates && duplicates.measured > 0
    ? [
        `duplicates: ${count(duplicates.exact)} exact, ${count(duplicates.near)} near, of ${counted(duplicates.measured, "image")}`,
      ]
    : [];
}

function languagesLine({ languages }: Summary): string[] {
  const shown = languages.slice(0, 6).map(({ name, n }) => `${name} ${count(n)}`);
  return shown.length > 0 ? [`languages: ${shown.join(", ")}${languages.length > 6 ? ", …" : ""}`] : [];
}

/** One cut per signal: the text model's own for captions, 0.5 for other probabilities, the only one for counts. */
function headline({ rates }: Summary): readonly SweptRate[] {
  const main = [
    "image_score",
    "image_nsfw",
    "image_porn",
    "text_toxicity",
    "text_sexual_explicit",
    "lexicon_slurs",
  ];
  return rates.filter(({ signal, headline: isMain, n }) => main.includes(signal) && isMain && n > 0);
}

function rateLine({ signal, cut, k, n, rate, low, high, by }: SweptRate, pairs: number): string {
  const name = `  ${`${signal} ≥ ${cut}`.padEnd(30)}`;
  if (k === 0) return `${name}not detected by ${by} in ${count(n)} of ${count(pairs)} (≤ ${percent(high)})`;
  return `${name}${count(k)} of ${count(n)}: ${percentInterval(rate, low, high)}`;
}

function pairTableLine({ pairTable }: Summary): string[] {
  if (!pairTable) return [];
  const { both, imageOnly, textOnly, neither } = pairTable;
  return [
    `  flagged: image and text ${both}, image only ${imageOnly}, text only ${textOnly}, neither ${count(neither)}`,
  ];
}

/** What is no row of the run, and would be missed by nobody who reads rates. */
function troubleLines({ run, troubles }: Summary): string[] {
  const all = [...troubles.map(({ trouble }) => trouble), ...run.troubles];
  const shown = all.slice(0, 3).map((trouble) => clip(`  not read: ${printable(trouble)}`, WIDTH));
  return all.length > 3 ? [...shown, `  not read: ${count(all.length - 3)} more`] : shown;
}

function clip(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, width - 1)}…`;
}

/** Items separated by commas, indented, in lines that fit. */
function wrapped(items: readonly string[]): string[] {
  const lines: string[] = [];
  for (const item of items) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + item.length + 2 <= WIDTH)
      lines[lines.length - 1] = `${last}, ${item}`;
    else lines.push(`  ${item}`);
  }
  return lines;
}
