import type { Card } from "../cards/source/card.ts";
import { percent } from "../process/figures.ts";
import { plainWords } from "../process/plain-words.ts";
import { unreadWords } from "../process/unread.ts";
import { factTable, pairsOf, plainTable, rateWords } from "./markdown.ts";
import { flagTotals, oddsRows, removedTotals } from "./odds.ts";
import { carriedWords } from "./summary.ts";

/** What the audit found, for every document that people read. No caption and no image of the dataset is in it. */
export function harmAudit(card: Card, level: number): readonly string[] {
  const heading = (text: string, deeper = 0) => [`${"#".repeat(level + deeper)} ${text}`, ""];
  const removed = () => removedTotals(card);
  const part = (title: string, id: string, note = ""): readonly string[] => {
    const fact = card.facts[id];
    if (fact === undefined) return [];
    return [
      ...heading(title, 1),
      `${capital(fact.about)}. Evidence \`${id}\`, ${fact.query === undefined ? "from the run's files" : "a query stored in card.yaml"}.${note}`,
      "",
      ...factTable(fact),
    ];
  };
  return [
    ...heading("Harm audit"),
    `Shares carry a 95 % Wilson interval. A score at or above a cut is a flag by a model that errs both ways, not a finding of fact.`,
    "",
    ...part("Sampling frame", "sampling"),
    ...part("Models", "models"),
    ...part("Captions not measured", "unread", notMeasured(card)),
    ...ratesPart(card, "Rates, all audited pairs", "rates", heading),
    ...(card.facts["rates"] === undefined ? [] : figure("curves")),
    ...part("Any flag", "any-of", " The flags are those of the table of images by text."),
    ...part("Hateful, targeted, aggressive", "hate-sweep"),
    ...spreadPart(card, heading),
    ...part("Image by text", "pair-table"),
    ...(card.facts["pair-table"] === undefined ? [] : figure("pair-table")),
    ...part(
      "The producer's flags beside ours",
      "producer-agreement",
      " κ is Cohen's, with a 95 % interval; `sluice explore RUN --where QUEUE` lists the pairs on which they differ.",
    ),
    ...part("What each leaves behind", "producer-leaves"),
    ...part("The producer's scores", "producer-scores"),
    ...part("Consent and reserved rights", "consent"),
    ...part("Who says so", "consent-by"),
    ...part("Personal data", "personal", " How far each is to be trusted: docs/personal-data.md."),
    ...part("Faces", "faces", " Who they are, and how old, is not looked at."),
    ...part("Groups that captions name", "identity", " Terms and their limits: docs/filters.md."),
    ...part("Two groups at once", "intersections", " Cells of fewer than 10 pairs: `sluice representation`."),
    ...part("From how few domains", "concentration"),
    ...part("Flags that groups are set beside", "flags"),
    ...oddsPart(card, "Flags beside groups", "identity-flags", flagTotals(card), heading),
    ...(card.facts["identity-flags"] === undefined ? [] : figure("identity-flags")),
    ...oddsPart(card, "Whom the policy removes, by group", "association", removed, heading),
    ...oddsPart(card, "Whom the policy removes, by language", "removal", removed, heading),
    ...(card.facts["removal"] === undefined ? [] : figure("removal")),
    ...oddsPart(card, "Whom the policy removes, by source", "removal-source", removed, heading),
    ...part("What the policy decides", "decisions"),
    ...part("Texts that the policy lets pass unread", "carried-unread", ` ${carriedWords(card) ?? ""}`),
    ...ratesPart(card, "Residual rates, among pairs that the policy keeps", "residual", heading),
    ...(card.facts["residual"] === undefined ? [] : figure("before-after")),
    ...part("What was left out of the source", "curation"),
    ...reviewersPart(card, heading),
    ...matchingPart(card, heading),
    ...part("What was not looked for", "not-looked-for"),
  ];
}

/** Where a page that can draw has a figure. */
function figure(id: string): readonly string[] {
  return [`<!--figure:${id}-->`, ""];
}

/** Counts and lists, where the run was held against any; nothing of what was found. */
function matchingPart({ facts }: Card, heading: Heading): readonly string[] {
  const [found, lists] = [facts["known-harm"], facts["harm-lists"]];
  const title = heading("Matching with lists of known harmful images", 1);
  if (found === undefined || lists === undefined)
    return [...title, "Not done: no list of hashes was at hand.", ""];
  return [
    ...title,
    `${capital(found.about)}; who held the run against them, and when, stands in its report. A pair that is on no list is not therefore harmless. Evidence \`known-harm\`, a query stored in card.yaml, and \`harm-lists\`, from the run's files.`,
    "",
    ...factTable(found),
    ...plainTable(lists.result),
  ];
}

/** How many captions no rate below speaks of, in the words of every summary. */
function notMeasured({ facts }: Card): string {
  const of = (what: string) =>
    Number(facts["unread"]?.result.find((row) => row["what"] === what)?.["k"] ?? 0);
  const words = unreadWords({ language: of("another language"), script: of("another script") }, "captions");
  return words === null ? "" : ` Not measured: ${words}; no rate of toxic or sexual text speaks of them.`;
}

/** Groups, languages or sources against all other pairs. */
function oddsPart(
  { facts }: Card,
  title: string,
  id: string,
  totalsOf: Parameters<typeof oddsRows>[1],
  heading: Heading,
): readonly string[] {
  const fact = facts[id];
  if (fact === undefined) return [];
  const rows = oddsRows(fact.result, totalsOf);
  const { hits, pairs } = totalsOf({ flag: "any flag" });
  return [
    ...heading(title, 1),
    `${capital(fact.about)}. Of all pairs: ${hits} of ${pairs} (${percent(hits / Math.max(1, pairs))}). Odds are against all other pairs, a half added to each cell; p by Fisher's exact test, corrected by Holm over the table. Evidence \`${id}\`, a query stored in card.yaml.`,
    "",
    ...(rows.length === 0
      ? ["Nothing to compare: no group is large enough, or nothing happened to any.", ""]
      : plainTable(rows)),
  ];
}

type Heading = (text: string, deeper?: number) => readonly string[];

function ratesPart(card: Card, title: string, id: string, heading: Heading): readonly string[] {
  const fact = card.facts[id];
  if (fact === undefined) return [];
  const pairs = id === "rates" ? pairsOf(card) : Math.max(0, ...fact.result.map(({ n }) => Number(n)));
  const found = fact.result.filter(({ k, n }) => Number(k) > 0 && Number(n) > 0);
  const none = fact.result.filter(({ k, n }) => Number(k) === 0 && Number(n) > 0);
  const lowest = none.filter(
    ({ signal, cut }) =>
      !none.some((other) => other["signal"] === signal && Number(other["cut"]) < Number(cut)),
  );
  return [
    ...heading(title, 1),
    `${capital(fact.about)}; a threshold sweep. Evidence \`${id}\`.${id === "residual" ? DECIDED : ""}`,
    "",
    ...factTable({ ...fact, result: found }),
    ...figure(id),
    ...lowest.map((row) => `- ${rateWords(row, pairs)}.`),
    "",
  ];
}

/** What such rates are no proof of. */
const DECIDED =
  " A filter by which the policy decides finds little in what it left, by construction: `sluice prevalence` judges that by others, and by what people read.";

function spreadPart({ facts }: Card, heading: Heading): readonly string[] {
  const [row] = facts["spread"]?.result ?? [];
  if (row === undefined) return [];
  return [
    ...heading("From shard to shard", 1),
    `Share of flagged pairs over ${Number(row["shards"])} shards: lowest ${percent(Number(row["lowest"]))}, median ${percent(Number(row["median"]))}, highest ${percent(Number(row["highest"]))}.`,
    "",
  ];
}

function reviewersPart({ facts }: Card, heading: Heading): readonly string[] {
  const fact = facts["reviewers"];
  const title = heading("Reviewers", 1);
  if (fact === undefined) return [...title, "Nobody has reviewed pairs of this run.", ""];
  return [
    ...title,
    "Krippendorff's α (nominal) with a bootstrap interval, over pairs that two people or more judged.",
    "",
    ...plainTable(fact.result),
  ];
}

/** What a fact is about, at the beginning of a sentence. */
function capital(text: string): string {
  return plainWords(text.charAt(0).toUpperCase() + text.slice(1));
}
