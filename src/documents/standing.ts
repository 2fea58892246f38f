import type { Card } from "../cards/source/card.ts";
import { count, counted } from "../process/figures.ts";

/** What readers of a card's numbers must know first: of which part they are, shards that are missing, devices that are mixed; empty where nothing. */
export function standingNote({ facts }: Card, words: Words): string {
  const part = (facts["view"]?.result ?? []).map((row) => partOf(row, words));
  return [...part, ...(facts["standing"]?.result ?? []).map((row) => lineOf(row, words))].join("\n\n");
}

/** Names of the dataset's or of people's, as they stand in the document. */
type Words = (text: string) => string;

function partOf({ view, pairs, of, chosen }: Readonly<Record<string, unknown>>, words: Words): string {
  return `**A PART**: numbers of pairs are of view “${words(String(view))}”, ${count(Number(pairs))} of the dataset's ${counted(Number(of), "pair")}, chosen ${words(String(chosen))}: no sample, so that no rate here speaks of the whole. Files, layout and reviewers are those of all of it.`;
}

function lineOf(row: Readonly<Record<string, unknown>>, words: Words): string {
  if (row["what"] === "mixed")
    return `**Mixed**: shards were scored by ${words(String(row["names"]))}: scores differ a little between them.`;
  const [missing, shards] = [Number(row["missing"]), Number(row["shards"])];
  if (missing === 0)
    return "**INCOMPLETE**: the run is not sealed, so duplicates and coverage are not counted. `sluice seal` on its folder makes it whole.";
  return `**INCOMPLETE**: ${count(missing)} of ${counted(shards, "shard")} are missing (${words(String(row["names"]))}): every number is of the others. \`sluice work\` and \`sluice seal\` on the run's folder go on.`;
}
