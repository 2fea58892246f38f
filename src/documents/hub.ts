import { stringify } from "yaml";
import { splitOfShard, splitsOf } from "../../datasets/index.ts";
import type { Card } from "../cards/source/card.ts";
import { plainWords } from "../process/plain-words.ts";
import { wilson } from "../statistics/wilson.ts";
import { harmAudit } from "./harm-audit.ts";
import { hubConfigs, hubFeatures, loadWords } from "./hub-configs.ts";
import { layoutOf } from "./layout.ts";
import { licenseOf } from "./license.ts";
import { answerText, factTable, pairsOf, progressNote, said, saidLine } from "./markdown.ts";
import { answersWords } from "./summary.ts";

/** Languages below this share of the pairs are left out of the metadata: detectors err. */
const LEAST_SHARE = 0.01;

/** A dataset card for the Hugging Face hub: metadata, then the body in the hub's order. */
export function renderHub(card: Card): string {
  const metadata = stringify(metadataOf(card), { version: "1.1", lineWidth: 0 });
  return `---\n${metadata}---\n\n${bodyOf(card).join("\n").trimEnd()}\n`;
}

function metadataOf(card: Card): Record<string, unknown> {
  const pairs = pairsOf(card);
  const languages = languagesOf(card, pairs);
  const { curation } = card.facts;
  const parts = layoutOf(card);
  const configs = hubConfigs(parts);
  const shards = shardsOf(card);
  const bytes = shards.reduce((sum, shard) => sum + shard.bytes, 0);
  return {
    ...(languages.length === 0 ? {} : { language: languages }),
    ...licenseOf(said(card, "A5")),
    pretty_name: said(card, "A1") ?? "an unnamed dataset",
    annotations_creators: ["machine-generated"],
    language_creators: ["found"],
    multilinguality: [languages.length > 1 ? "multilingual" : "monolingual"],
    size_categories: [sizeOf(pairs)],
    source_datasets: [card.facts["curation"] ? "extended" : "original"],
    task_categories: ["text-to-image", "image-to-text"],
    tags: [
      "image",
      "text",
      ...(parts.some((part) => part.format === "webdataset") ? ["webdataset"] : []),
      ...(isFlagged(card) ? ["not-for-all-audiences"] : []),
    ],
    ...(configs.length === 0 ? {} : { configs }),
    dataset_info: {
      config_name: "default",
      ...hubFeatures(parts, curation !== undefined),
      splits: splitFacts(shards),
      download_size: bytes,
      dataset_size: bytes,
    },
    ...(isFlagged(card) ? gate : {}),
  };
}

const gate = {
  extra_gated_prompt:
    "The audit flagged some of these pairs as pornographic, toxic or insulting. Ask for access only for research on such content, on filtering or on safety, and do not pass the data on.",
  extra_gated_fields: {
    Affiliation: "text",
    "Intended use": "text",
    "I have read the section on bias, risks and limitations": "checkbox",
  },
};

/** Whether any pair of the dataset itself is flagged. */
function isFlagged({ facts }: Card): boolean {
  const [row] = facts["any-of"]?.result ?? [];
  return (wilson(Number(row?.["k"] ?? 0), Number(row?.["n"] ?? 0)).rate ?? 0) > 0;
}

function languagesOf({ facts }: Card, pairs: number): readonly string[] {
  return (facts["languages"]?.result ?? [])
    .filter(({ pairs: n }) => Number(n) >= LEAST_SHARE * pairs)
    .map(({ language }) => String(language))
    .filter((language) => /^[a-z]{2,3}$/u.test(language));
}

function sizeOf(pairs: number): string {
  const bands = [
    "n<1K",
    "1K<n<10K",
    "10K<n<100K",
    "100K<n<1M",
    "1M<n<10M",
    "10M<n<100M",
    "100M<n<1B",
    "1B<n<10B",
    "10B<n<100B",
    "100B<n<1T",
  ];
  return bands.find((_, i) => pairs < 10 ** (3 + i)) ?? "n>1T";
}

interface ShardFacts {
  readonly name: string;
  readonly bytes: number;
  readonly pairs: number;
}

function shardsOf({ facts }: Card): readonly ShardFacts[] {
  return (facts["files"]?.result ?? []).map(({ name, bytes, apart_bytes, pairs }) => ({
    name: String(name),
    // Pictures that lie beside their table are of the dataset, too.
    bytes: Number(bytes) + Number(apart_bytes ?? 0),
    pairs: Number(pairs),
  }));
}

/** What `datasets` would count: bytes and pairs of each split. */
function splitFacts(shards: readonly ShardFacts[]): readonly Record<string, unknown>[] {
  const splits = splitsOf(shards.map(({ name }) => name));
  return splits.map((split) => {
    const own = splits.length === 1 ? shards : shards.filter(({ name }) => splitOfShard(name) === split);
    return {
      name: split,
      num_bytes: own.reduce((sum, { bytes }) => sum + bytes, 0),
      num_examples: own.reduce((sum, { pairs }) => sum + pairs, 0),
    };
  });
}

function bodyOf(card: Card): readonly string[] {
  const part = (heading: string, ...ids: readonly string[]) => [
    heading,
    "",
    ...ids.flatMap((id) => [answerText(card, id), ""]),
  ];
  const facts = (...ids: readonly string[]) =>
    ids.flatMap((id) => {
      const fact = card.facts[id];
      return fact === undefined
        ? []
        : [`Measured: ${plainWords(fact.about)} (\`${id}\`).`, "", ...factTable(fact)];
    });
  return [
    `# Dataset Card for ${saidLine(card, "A1") ?? "an unnamed dataset"}`,
    "",
    ...[progressNote(card)].filter(Boolean).flatMap((note) => [note, ""]),
    answerText(card, "A3"),
    "",
    "## Dataset Details",
    "",
    "### Dataset Description",
    "",
    `- **Curated by:** ${answerText(card, "M2")}`,
    `- **Funded by:** ${answerText(card, "M3")}`,
    `- **Shared by:** ${answerText(card, "N1")}`,
    `- **Language(s):** ${languagesOf(card, pairsOf(card)).join(", ") || "–"} (as detected)`,
    `- **License:** ${answerText(card, "D4")}`,
    "",
    "### Dataset Sources",
    "",
    `- **Repository:** ${answerText(card, "A4")}`,
    "",
    "## Uses",
    "",
    ...part("### Direct Use", "U1", "U3"),
    ...part("### Out-of-Scope Use", "U5"),
    ...part("## Dataset Structure", "C1", "C4", "C8"),
    ...loadWords(layoutOf(card)),
    ...facts("pairs", "images", "sources", "layout", "formats", "languages", "licenses"),
    "## Dataset Creation",
    "",
    ...part("### Curation Rationale", "M1"),
    "### Source Data",
    "",
    ...part("#### Data Collection and Processing", "L1", "L2", "P1"),
    ...facts("missing", "coverage", "errors", "duplicates", "domains"),
    ...part("#### Who are the source data producers?", "L7"),
    "### Annotations",
    "",
    "#### Annotation process",
    "",
    "Scores were computed by the filters and models of the harm audit below.",
    "",
    ...part("#### Who are the annotators?", "L4"),
    ...part("#### Personal and Sensitive Information", "C11", "C14", "C15"),
    ...part("## Bias, Risks, and Limitations", "C12", "C13", "U4"),
    ...harmAudit(card, 3),
    ...part("### Recommendations", "U5"),
    ...part("## Citation", "A8"),
    "## Glossary",
    "",
    "Pair: an image and its alt text. Flag: a score at or above a cut. Policy: rules over scores that decide what is kept.",
    "",
    ...part("## More Information", "N3", "N4", "N6"),
    ...part("## Dataset Card Authors", "A6"),
    `Questions of the card: ${answersWords(card)}.`,
    "",
    ...part("## Dataset Card Contact", "N2"),
  ];
}
