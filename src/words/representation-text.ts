import type { Representation } from "../actions/representation.ts";
import { pairsOf } from "../actions/representation-pairs.ts";
import { count, counted, decimals, percent, percentInterval, pValue } from "../process/figures.ts";
import { type LinkedLine, wordsAlone } from "../process/linked.ts";
import { printable } from "../process/printable.ts";
import { wilson } from "../statistics/wilson.ts";
import { cellText, peopleText, rateText } from "./people-text.ts";

type Places = NonNullable<Representation["places"]>;

/** What a run was asked, as lines: tables of so many rows, each with the pairs that its first figure counts. */
export function representationText(found: Representation, top: number): readonly LinkedLine[] {
  const { people, words, sweep, places, languages, slurs, dialects, origin, similarity, outcome } = found;
  return [
    ...(people === null ? [] : peopleText(people, outcome, top)),
    ...(words === null ? [] : wordsText(words, top).map(wordsAlone)),
    ...(sweep === null ? [] : sweepText(sweep)),
    ...(places === null ? [] : placesText(places, outcome)),
    ...(languages === null ? [] : languagesText(languages)),
    ...(slurs === null
      ? []
      : cuesText("captions with a listed slur, by what it is against", slurs, outcome, pairsOf.slur)),
    ...(dialects === null
      ? []
      : cuesText("captions with a cue of a dialect of English", dialects, outcome, pairsOf.dialect)),
    ...(origin === null
      ? []
      : [
          ...cuesText("captions worded by a program", origin.machine, outcome, pairsOf.wording),
          ...cuesText("years in the pictures' addresses", origin.years, outcome, pairsOf.year),
        ]),
    ...(similarity === null ? [] : similarityText(similarity)),
  ];
}

function wordsText(words: NonNullable<Representation["words"]>, top: number): readonly string[] {
  return words.flatMap(({ term, captions, asked, words: found }) => [
    `words beside ${printable(term)}, in ${count(captions)} different captions (${counted(asked, "word")} asked):`,
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
}: NonNullable<Representation["sweep"]>): readonly LinkedLine[] {
  const kinds = Object.values(by);
  return [
    wordsAlone(
      `captions at or above p (${Object.entries(by)
        .map(([kind, sql]) => `${kind}: ${sql}`)
        .join("; ")}), of ${count(measured)} measured; ${count(unmeasured)} were not:`,
    ),
    ...rows.flatMap(({ cut, hateful, targeted, aggressive, anyOf, shards, sample }) => {
      const { count: many, lowest, median, highest, clustered, effect } = shards;
      const spread =
        many < 2
          ? []
          : [
              `    shards ${percent(lowest)} to ${percent(highest)}, median ${percent(median)}; as clusters ${percentInterval(clustered.rate, clustered.low, clustered.high)}, design effect ${decimals(effect, 2)}`,
            ];
      return [
        {
          text: `  p ${cut}: any of the three ${rateText(anyOf)}; hateful ${percent(hateful.rate)}, targeted ${percent(targeted.rate)}, aggressive ${percent(aggressive.rate)}`,
          where: `caption IS NOT NULL AND greatest(${kinds.join(", ")}) >= ${cut}`,
          crumb: `hateful, targeted or aggressive ≥ ${cut}`,
        },
        ...[...spread, `    ${counted(sample, "pair")} at random give it within ±0.5 points`].map(wordsAlone),
      ];
    }),
  ];
}

function similarityText(found: NonNullable<Representation["similarity"]>): readonly LinkedLine[] {
  const { by, text, image, measured, unmeasured, harmful, rows } = found;
  return [
    wordsAlone(
      `harmful words on harmless pictures (${text}, and not ${image}): ${rateText(harmful)} of pairs with both measured`,
    ),
    wordsAlone(
      `of them, and of all pairs, at or above a similarity (${by}); ${count(measured)} have one, ${count(unmeasured)} do not:`,
    ),
    ...rows.map(({ cut, kept, harmful: own, left }) => ({
      text: `  ${by} ${cut}: keeps ${rateText(kept)}; such pairs ${rateText(own)}; left of them ${rateText(left)}`,
      where: `"${by}" >= ${cut}`,
    })),
  ];
}

function placesText(
  { addressed, unaddressed, outcomes, ...tables }: Places,
  outcome: number,
): readonly LinkedLine[] {
  const about = outcomes[outcome]?.outcome ?? "";
  const table = (
    called: string,
    where: (place: string) => string,
    { places, top, rows, small }: Places["hosts"],
  ) => [
    wordsAlone(`${called}: ${count(places)}`),
    ...(called.startsWith("countries") ? [] : top).map(({ k, share, flagged }) =>
      wordsAlone(
        `  first ${count(k)}: ${rateText(share)} of pairs; of pairs ${about}, ${rateText(flagged)} in the ${count(k)} with most`,
      ),
    ),
    ...rows.map(({ place, share, outcomes: own }) => ({
      text: `  ${printable(place).padEnd(34)} ${rateText(share)}; ${cellText(share.k, own[outcome])}`,
      where: where(place),
      crumb: printable(place),
    })),
    ...(small.places === 0
      ? []
      : [
          wordsAlone(
            `  ${count(small.places)} of fewer than 10 pairs each: ${rateText(small.share)} together`,
          ),
        ]),
  ];
  return [
    wordsAlone(
      `addresses: ${counted(addressed, "pair has", "pairs have")} one with a host, ${count(unaddressed)} have none`,
    ),
    ...(addressed === 0
      ? []
      : [
          ...table("hosts", pairsOf.host, tables.hosts),
          ...table("registrable domains", pairsOf.domain, tables.domains),
          ...table("countries, where a list or an ending says one", pairsOf.country, tables.countries),
        ]),
  ];
}

function languagesText({
  captions,
  floor,
  rows,
  under,
}: NonNullable<Representation["languages"]>): readonly LinkedLine[] {
  return [
    wordsAlone(`languages of ${counted(captions, "caption")}, of ${count(floor)} and more:`),
    ...rows.map(({ language, share, removed }) => ({
      text: `  ${language.padEnd(10)} ${rateText(share)}; not kept ${rateText(removed)}`,
      where: pairsOf.language(language),
      crumb: `language ${language}`,
    })),
    ...(under.languages === 0
      ? []
      : [
          wordsAlone(
            `  ${count(under.languages)} languages under the floor: ${rateText(under.share)} together`,
          ),
        ]),
  ];
}

function cuesText(
  title: string,
  { pairs, rows, outcomes }: NonNullable<Representation["slurs"]>,
  outcome: number,
  where: (cue: string) => string,
): readonly LinkedLine[] {
  const none = percentInterval(0, 0, wilson(0, pairs).high);
  return [
    wordsAlone(`${title}, of ${count(pairs)}; ${outcomes[outcome]?.outcome ?? ""}:`),
    ...(rows.length === 0 ? [wordsAlone(`  none: ${pairs === 0 ? "–" : none}`)] : []),
    ...rows.map(({ cue, share, outcomes: own }) => ({
      text: `  ${cue.padEnd(34)} ${rateText(share)}; ${cellText(share.k, own[outcome])}`,
      where: where(cue),
      crumb: `${title}: ${cue}`,
    })),
  ];
}
