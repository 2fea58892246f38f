import type { Card } from "../cards/source/card.ts";
import { percent } from "../process/figures.ts";
import { wilson } from "../statistics/wilson.ts";
import { pairsOf, rateWords, said } from "./markdown.ts";

/** Responsible-AI properties and provenance: people's words where they were given, the audit's figures beside. */
export function responsible(card: Card, compat: boolean): Readonly<Record<string, unknown>> {
  const synthetic = /^(yes|no)\b/iu.exec(said(card, "A9") ?? "")?.[1]?.toLowerCase();
  const timeframe = (said(card, "L5") ?? "").match(/\d{4}-\d{2}-\d{2}/gu);
  const manipulation = joined(said(card, "P1"), removalWords(card));
  // A model that found nothing to score annotated nothing.
  const tools = (card.facts["models"]?.result ?? [])
    .filter(({ pairs }) => Number(pairs) > 0)
    .map(({ model, sha256 }) => `${model} (sha256 ${sha256})`);
  const properties: Readonly<Record<string, unknown>> = {
    "rai:dataCollection": said(card, "L1"),
    "rai:dataCollectionMissingData": missingWords(card),
    "rai:dataCollectionRawData": said(card, "P2"),
    "rai:dataCollectionTimeframe": timeframe,
    "rai:dataManipulationProtocol": manipulation,
    "rai:dataPreprocessingProtocol": listOf(said(card, "C9")),
    "rai:dataAnnotationProtocol":
      tools.length === 0
        ? null
        : "Scores are computed by the models named as machine annotation tools; people judged some pairs where the card says so.",
    ...reviewed(card),
    "rai:machineAnnotationTools": tools,
    "rai:personalSensitiveInformation": listOf(said(card, "C14"), said(card, "C15"), personalWords(card)),
    "rai:dataBiases": listOf(said(card, "C13"), said(card, "U4"), flagWords(card)),
    "rai:dataLimitations": listOf(said(card, "C3"), said(card, "C12"), said(card, "U5")),
    "rai:dataUseCases": listOf(said(card, "U1"), said(card, "U3")),
    "rai:dataSocialImpact": said(card, "U4"),
    "rai:dataReleaseMaintenancePlan": said(card, "N4"),
    "rai:hasSyntheticData": synthetic === undefined ? null : synthetic === "yes",
    ...provenance(card),
    ...(compat
      ? { "rai:dataCollectionTimeFrame": timeframe, "rai:dataDataManipulationProtocol": manipulation }
      : {}),
  };
  return Object.fromEntries(
    Object.entries(properties).filter(
      ([, value]) => value !== null && !(Array.isArray(value) && value.length === 0),
    ),
  );
}

/** What people's verdicts on pairs were, where any were given. */
function reviewed(card: Card): Readonly<Record<string, unknown>> {
  const [row] = card.facts["reviewers"]?.result ?? [];
  if (row === undefined) return {};
  const { reviewers, verdicts, pairs_judged_twice: twice, krippendorff_alpha: alpha } = row;
  const interval = `95 % ${row["alpha_low"] ?? "–"} to ${row["alpha_high"] ?? "–"}`;
  return {
    "rai:dataAnnotationPlatform": ["sluice review"],
    "rai:annotationsPerItem": `${verdicts} verdicts by ${reviewers} reviewers; ${twice} pairs have two or more, most pairs none.`,
    "rai:dataAnnotationAnalysis": [
      alpha === null
        ? "Agreement was not measured: no pair was judged by two people in a way that could differ."
        : `Krippendorff's alpha (nominal) ${alpha} (${interval}) over pairs judged by two people or more.`,
    ],
  };
}

function listOf(...parts: readonly (string | null)[]): readonly string[] {
  return parts.filter((part) => part !== null);
}

function joined(...parts: readonly (string | null)[]): string | null {
  const found = listOf(...parts);
  return found.length === 0 ? null : found.join(" ");
}

function rated(card: Card, id: string, label: string): readonly string[] {
  return (card.facts[id]?.result ?? []).map((row) => {
    const { rate, low, high, k, n } = wilson(Number(row["k"]), Number(row["n"]));
    return `${row[label]}: ${k} of ${n} pairs (${percent(rate)}, 95 % ${percent(low)} to ${percent(high)})`;
  });
}

function missingWords(card: Card): string | null {
  const words = rated(card, "missing", "what");
  return words.length === 0 ? null : `${words.join("; ")}.`;
}

function personalWords(card: Card): string | null {
  const words = rated(card, "personal", "what");
  return words.length === 0 ? null : `Found by patterns and EXIF: ${words.join("; ")}.`;
}

function removalWords(card: Card): string | null {
  const words = rated(card, "decisions", "rule");
  return words.length === 0 ? null : `The policy's decisions by rule: ${words.join("; ")}.`;
}

/** The sweep's middle cuts, null findings included. */
function flagWords(card: Card): string | null {
  const rows = (card.facts["rates"]?.result ?? []).filter(({ cut }) => cut === 0.5 || Number(cut) >= 1);
  return rows.length === 0 ? null : `${rows.map((row) => rateWords(row, pairsOf(card), String)).join("; ")}.`;
}

function provenance({ facts }: Card): Readonly<Record<string, unknown>> {
  const [run] = facts["provenance"]?.result ?? [];
  if (run === undefined) return {};
  const source = /fingerprint ([0-9a-f]{64})/u.exec(
    String(facts["curation"]?.result.find(({ what }) => what === "source")?.["why"] ?? ""),
  )?.[1];
  return {
    ...(source === undefined ? {} : { "prov:wasDerivedFrom": [{ "@id": `urn:sha256:${source}` }] }),
    "prov:wasGeneratedBy": [
      {
        "@type": "prov:Activity",
        "prov:label": `audit of ${run["fingerprint"]}, decided by policy ${run["policy"]} (${run["policy_digest"]})`,
        "prov:wasAssociatedWith": { "@type": "prov:SoftwareAgent", name: String(run["program"]) },
      },
    ],
  };
}
