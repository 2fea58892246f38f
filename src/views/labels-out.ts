import { csv } from "../process/csv.ts";
import type { DecidedRun } from "../run/decided-run.ts";
import type { Lens } from "../run/questions/lens.ts";
import type { FinalVerdict, SettledLabels } from "../run/verdicts.ts";
import type { LabelForm } from "./label-forms.ts";
import { pagesUnder } from "./pairs-out.ts";

interface LabelledPair {
  readonly key: string;
  readonly url: string | null;
  readonly action: string;
  readonly rules: readonly string[];
  /** Null where nobody has judged it. */
  readonly said: FinalVerdict | null;
}

/** In which form, of which pairs nothing is said, and whether who judged is named: by number otherwise. */
export interface LabelsWish {
  readonly form: LabelForm;
  readonly hidden: ReadonlySet<string>;
  readonly names: boolean;
}

/** What is held of the pairs under a lens, as text in a form. Captions stay in the dataset. */
export async function labelsText(
  run: DecidedRun,
  lens: Lens,
  { form, hidden, names }: LabelsWish,
): Promise<string> {
  const labels = await (names ? run.labels() : run.namelessLabels());
  const pairs = (await labelledPairs(run, lens, labels)).map((pair) =>
    hidden.has(pair.key) ? { ...pair, said: null } : pair,
  );
  const model = `${run.policy.name} v${run.policy.version}`;
  switch (form) {
    case "csv":
      return csvText(given(labels, pairs, hidden));
    case "jsonl":
      return given(labels, pairs, hidden)
        .map((label) => `${JSON.stringify(label)}\n`)
        .join("");
    case "fiftyone":
      return `${JSON.stringify(fiftyOne(pairs), null, 1)}\n`;
    case "label-studio":
      return `${JSON.stringify(
        pairs.map((pair) => labelStudio(pair, model)),
        null,
        1,
      )}\n`;
  }
}

async function labelledPairs(
  run: DecidedRun,
  lens: Lens,
  { final }: SettledLabels,
): Promise<readonly LabelledPair[]> {
  const pairs: LabelledPair[] = [];
  for await (const page of pagesUnder(run, lens))
    for (const { key, url, action, rules } of page)
      pairs.push({
        key: String(key),
        url: typeof url === "string" && url !== "" ? url : null,
        action: String(action),
        rules: Array.isArray(rules) ? rules.map(String) : [],
        said: final.get(String(key)) ?? null,
      });
  return pairs;
}

/** Each verdict that stands on these pairs, one a line, the oldest first: what `review import` reads. */
function given(
  { standing }: SettledLabels,
  pairs: readonly LabelledPair[],
  hidden: ReadonlySet<string>,
): readonly GivenLabel[] {
  const keys = new Set(pairs.map(({ key }) => key).filter((key) => !hidden.has(key)));
  return standing
    .filter(({ key, verdict }) => verdict !== "skip" && keys.has(key))
    .map(({ key, verdict, reviewer, role, time, note = "" }) => ({
      key,
      verdict,
      reviewer,
      role,
      time,
      note,
    }))
    .sort((a, b) => (a.time < b.time ? -1 : Number(a.time > b.time)));
}

type GivenLabel = Readonly<Record<"key" | "verdict" | "reviewer" | "role" | "time" | "note", string>>;

/** For spreadsheets too: `review import` takes the apostrophes before what begins a formula away again. */
function csvText(labels: readonly GivenLabel[]): string {
  return csv(
    ["key", "verdict", "reviewer", "role", "time", "note"],
    labels.map(({ key, verdict, reviewer, role, time, note }) => [key, verdict, reviewer, role, time, note]),
  );
}

/** Labels of FiftyOne's `FiftyOneImageClassificationDataset`, by key; what nobody judged has none. */
function fiftyOne(pairs: readonly LabelledPair[]) {
  const labels = pairs.map(({ key, action, rules, said }) => [
    key,
    said && { label: said.verdict, attributes: { action, rules, by: said.by } },
  ]);
  return { classes: ["drop", "keep", "unsure"], labels: Object.fromEntries(labels) };
}

/** A task of Label Studio's: the policy's word as a prediction, what people said as an annotation. */
function labelStudio({ key, url, action, rules, said }: LabelledPair, model: string) {
  const choice = (verdict: string) => [
    { from_name: "verdict", to_name: "image", type: "choices", value: { choices: [verdict] } },
  ];
  return {
    data: { key, image: url ?? key, rules: rules.join(", ") },
    predictions: [{ model_version: model, result: choice(action) }],
    annotations: said === null ? [] : [{ result: choice(said.verdict) }],
  };
}
