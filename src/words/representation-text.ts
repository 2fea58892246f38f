import type { Representation } from "../actions/representation.ts";
import { count, decimals, decimalsInterval, percent, percentInterval, pValue } from "../process/figures.ts";
import { printable } from "../process/printable.ts";
import { type Rate, wilson } from "../statistics/wilson.ts";

type People = NonNullable<Representation["people"]>;
type Places = NonNullable<Representation["places"]>;
type Cell = People["groups"][number]["outcomes"][number];

/** What a run was asked, as lines: tables of so many rows. */
export function representationText(found: Representation, top: number): readonly string[] {
  const { people, words, sweep, places, languages, slurs, dialects, origin, similarity, outcome } = found;
  return [
    ...(people === null ? [] : peopleText(people, outcome, top)),
    ...(words === null ? [] : wordsText(words, top)),
    ...(sweep === null ? [] : sweepText(sweep)),
    ...(places === null ? [] : placesText(places, outcome)),
    ...(languages === null ? [] : languagesText(languages)),
    ...(slurs === null ? [] : cuesText("captions with a listed slur, by what it is against", slurs, outcome)),
    ...(dialects === null ? [] : cuesText("captions with a cue of a dialect of English", dialects, outcome)),
    ...(origin === null
      ? []
      : [
          ...cuesText("captions worded by a program", origin.machine, outcome),
          ...cuesText("years in the pictures' addresses", origin.years, outcome),
        ]),
    ...(similarity === null ? [] : similarityText(similarity)),
  ];
}

function peopleText({ captions, pairs, outcomes, ...tables }: People, outcome: number, top: number) {
  const asked = outcomes[outcome];
  const table = (rows: People["groups"], called: (row: People["groups"][number]) => string) =>
    rows
      .slice(0, top)
      .map((row) => `  ${called(row).padEnd(34)} ${cellText(row.pairs, row.outcomes[outcome])}`);
  const rest = (n: number) => (n > top ? [`  and ${count(n - top)} more (--top, --json)`] : []);
  return [
    `${asked?.outcome}: ${rateText(asked?.overall)} of all; ${count(pairs)} pairs, ${count(captions)} different captions`,
    "groups:",
    ...table(tables.groups, ({ cell, axis }) => `${axis} ${cell}`),
    ...rest(tables.groups.length),
    "terms:",
    ...table(tables.terms, ({ cell, axis }) => `${cell} (${axis})`),
    ...rest(tables.terms.length),
    "both at once, beside each alone:",
    ...tables.intersections
      .slice(0, top)
      .flatMap(({ cell, pairs: n, outcomes: own, alone }) => [
        `  ${cell.padEnd(34)} ${cellText(n, own[outcome])}`,
        ...alone.map(({ cell: one, rates }) => `    ${one.padEnd(32)} ${rateText(rates[outcome])}`),
      ]),
    ...rest(tables.intersections.length),
  ];
}

function cellText(pairs: number, cell: Cell | undefined): string {
  if (cell === undefined) return "–";
  if ("bounds" in cell)
    return `within [${percent(cell.bounds.low)}, ${percent(cell.bounds.high)}]: ${count(pairs)} pairs, too few for a share`;
  const { oddsRatio, low, high, corrected } = cell.association;
  const odds = `odds ratio ${decimalsInterval(oddsRatio, low, high, 2)}, p ${pValue(corrected)}`;
  return `${rateText(cell.rate)}, ${odds}${corrected < 0.05 ? " !" : ""}`;
}

function wordsText(words: NonNullable<Representation["words"]>, top: number): readonly string[] {
  return words.flatMap(({ term, captions, asked, words: found }) => [
    `words beside ${printable(term)}, in ${count(captions)} different captions (${count(asked)} words asked):`,
    ...(found.length === 0 ? ["  none more often than chance allows"] : []),
    ...found
      .slice(0, top)
      .map(
        ({ word, beside, elsewhere, logOddsRatio, z, q }) =>
          `  ${printable(word).padEnd(20)} ${count(beside)} beside it, ${count(elsewhere)} elsewhere, log-odds ${decimals(logOddsRatio, 2)}, z ${decimals(z, 2)}, p ${pValue(q)}`,
      ),
  ]);
}

function sweepText({
  by,
  measured,
  unmeasured,
  rows,
}: NonNullable<Representation["sweep"]>): readonly string[] {
  return [
    `captions at or above p (${Object.entries(by)
      .map(([kind, sql]) => `${kind}: ${sql}`)
      .join("; ")}), of ${count(measured)} measured; ${count(unmeasured)} were not:`,
    ...rows.map(({ cut, hateful, targeted, aggressive, anyOf, shards, sample }) => {
      const { count: many, lowest, median, highest, clustered, effect } = shards;
      const spread =
        many < 2
          ? []
          : [
              `    shards ${percent(lowest)} to ${percent(highest)}, median ${percent(median)}; as clusters ${percentInterval(clustered.rate, clustered.low, clustered.high)}, design effect ${decimals(effect, 2)}`,
            ];
      return [
        `  p ${cut}: any of the three ${rateText(anyOf)}; hateful ${percent(hateful.rate)}, targeted ${percent(targeted.rate)}, aggressive ${percent(aggressive.rate)}`,
        ...spread,
        `    ${count(sample)} pairs at random give it within ±0.5 points`,
      ].join("\n");
    }),
  ];
}

function similarityText(found: NonNullable<Representation["similarity"]>): readonly string[] {
  const { by, text, image, measured, unmeasured, harmful, rows } = found;
  return [
    `harmful words on harmless pictures (${text}, and not ${image}): ${rateText(harmful)} of pairs with both measured`,
    `of them, and of all pairs, at or above a similarity (${by}); ${count(measured)} have one, ${count(unmeasured)} do not:`,
    ...rows.map(
      ({ cut, kept, harmful: own, left }) =>
        `  ${by} ${cut}: keeps ${rateText(kept)}; such pairs ${rateText(own)}; left of them ${rateText(left)}`,
    ),
  ];
}

function placesText(
  { addressed, unaddressed, outcomes, ...tables }: Places,
  outcome: number,
): readonly string[] {
  const about = outcomes[outcome]?.outcome ?? "";
  const table = (called: string, { places, top, rows, small }: Places["hosts"]) => [
    `${called}: ${count(places)}`,
    ...(called.startsWith("countries") ? [] : top).map(
      ({ k, share, flagged }) =>
        `  first ${count(k)}: ${rateText(share)} of pairs; of pairs ${about}, ${rateText(flagged)} in the ${count(k)} with most`,
    ),
    ...rows.map(
      ({ place, share, outcomes: own }) =>
        `  ${printable(place).padEnd(34)} ${rateText(share)}; ${cellText(share.k, own[outcome])}`,
    ),
    ...(small.places === 0
      ? []
      : [`  ${count(small.places)} of fewer than 10 pairs each: ${rateText(small.share)} together`]),
  ];
  return [
    `addresses: ${count(addressed)} pairs have one with a host, ${count(unaddressed)} have none`,
    ...(addressed === 0
      ? []
      : [
          ...table("hosts", tables.hosts),
          ...table("registrable domains", tables.domains),
          ...table("countries, where a list or an ending says one", tables.countries),
        ]),
  ];
}

function languagesText({ captions, floor, rows, under }: NonNullable<Representation["languages"]>) {
  return [
    `languages of ${count(captions)} captions, of ${count(floor)} and more:`,
    ...rows.map(
      ({ language, share, removed }) =>
        `  ${language.padEnd(10)} ${rateText(share)}; not kept ${rateText(removed)}`,
    ),
    ...(under.languages === 0
      ? []
      : [`  ${count(under.languages)} languages under the floor: ${rateText(under.share)} together`]),
  ];
}

function cuesText(
  title: string,
  { pairs, rows, outcomes }: NonNullable<Representation["slurs"]>,
  outcome: number,
): readonly string[] {
  const none = percentInterval(0, 0, wilson(0, pairs).high);
  return [
    `${title}, of ${count(pairs)}; ${outcomes[outcome]?.outcome ?? ""}:`,
    ...(rows.length === 0 ? [`  none: ${pairs === 0 ? "–" : none}`] : []),
    ...rows.map(
      ({ cue, share, outcomes: own }) =>
        `  ${cue.padEnd(34)} ${rateText(share)}; ${cellText(share.k, own[outcome])}`,
    ),
  ];
}

function rateText(rate: Rate | undefined): string {
  if (rate === undefined) return "–";
  return `${percentInterval(rate.rate, rate.low, rate.high)} (${count(rate.k)} of ${count(rate.n)})`;
}
