import type { SampledShards } from "../actions/card/check.ts";
import type { Lack } from "../cards/check.ts";
import type { CheckProfile } from "../cards/choices.ts";
import { count, counted, percent } from "../process/figures.ts";
import { printable } from "../process/printable.ts";

/** What a card lacks, a line each, and how many of each kind. */
export function lacksText(
  lacks: readonly Lack[],
  { profile, files }: { readonly profile: CheckProfile; readonly files: boolean },
  sampled: SampledShards | undefined,
  answers: number,
): string {
  const checked = !files
    ? "facts asked again, shards not hashed"
    : sampled === undefined
      ? "facts asked again, shards hashed again"
      : `facts asked again, ${sampleText(sampled)}`;
  const far = sampled === undefined ? "" : " as far as a sample says";
  if (lacks.length === 0) return `green for ${profile}${far}: ${counted(answers, "answer")}, ${checked}`;
  const lines = lacks.map(
    ({ kind, id, message }) => `${kind.padEnd(10)} ${printable(id).padEnd(16)} ${printable(message)}`,
  );
  const count = (kind: Lack["kind"]) => lacks.filter((lack) => lack.kind === kind).length;
  return [
    ...lines,
    `not green for ${profile}: ${count("missing")} missing, ${count("stale")} stale, ${count("drifted")} drifted, ${count("unloadable")} unloadable, ${count("unsigned")} unsigned, ${count("hollow") + count("contradicted")} hollow or contradicted; ${checked}`,
  ].join("\n");
}

/** How far a check of some shards goes. */
export function sampleText({ of, seed, differ: { k, n, low, high } }: SampledShards): string {
  return `a sample of ${count(n)} of ${counted(of, "shard")} hashed again (seed ${seed}): ${count(k)} differ, so that ${percent(low)} to ${percent(high)} of all do at 95 %`;
}
