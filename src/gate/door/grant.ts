import type { Cascade } from "../../../models/index.ts";
import { manifestDigest } from "../../digest/manifest.ts";
import { sha256OfJson } from "../../digest/sha256.ts";
import type { Entry } from "../../ledger/entry.ts";
import { wordsDigest } from "../../pipelines/generate/grant.ts";
import { type Grant, mintGrant } from "../../pipelines/generate/mint.ts";
import type { Prompt } from "../../pipelines/generate/request.ts";
import { type Gate, GateRefusal, isRecorded, refusalBy } from "../gate.ts";

/** SHA-256 (hex) of a set of prompts, as an entry of a drawing seals it; their order does not matter. */
export function promptSetDigest(prompts: readonly Prompt[]): string {
  return sha256OfJson([...new Set(prompts.map(wordsDigest))].sort());
}

/**
 * Leave to draw with a model, of the entries that allow it: starts of generations, each for its own request's prompt,
 * or the start of one drawing outside requests, for the prompts whose digest it seals.
 * @param prompts of a drawing; requests name their own
 * @throws GateRefusal (exit code 3) where an entry does not stand in the gate's ledger, or is for something else
 */
export function grantOf(
  gate: Gate,
  starts: readonly Entry[],
  cascade: Cascade,
  prompts: readonly Prompt[] = [],
): Grant {
  const manifest = manifestDigest(cascade.manifest);
  const images = new Map<string, number>();
  let weights: Readonly<Record<string, string>> | undefined;
  for (const entry of starts) {
    const found = isRecorded(entry)
      ? factsOf(gate, entry, cascade, prompts)
      : refuse("it does not stand in the ledger");
    weights ??= found.weights;
    for (const [words, most] of found.images) images.set(words, Math.max(most, images.get(words) ?? 0));
  }
  if (weights === undefined) return refuse("there is none");
  return mintGrant({ entries: starts.map(({ seq }) => seq), manifest, weights, images });
}

interface Found {
  readonly weights: Readonly<Record<string, string>>;
  readonly images: readonly (readonly [words: string, most: number])[];
}

function factsOf(gate: Gate, { event }: Entry, cascade: Cascade, prompts: readonly Prompt[]): Found {
  const manifest = manifestDigest(cascade.manifest);
  if (event.type === "generation-started" && event.manifest === manifest) {
    const asked = gate.entries[Number(event.request.slice(1))];
    if (asked === undefined || !isRecorded(asked) || asked.event.type !== "request")
      return refuse(`it names no request (${event.request})`);
    const { prompt, negative, images } = asked.event;
    const text = prompt.value ?? refuse("its prompt is not kept");
    const words = wordsDigest({ text, ...(negative?.value != null && { negative: negative.value }) });
    return { weights: event.weights, images: [[words, images]] };
  }
  if (event.type === "drawing-started") {
    const model = event.models.find(
      (one) => one.manifest === manifest && manifestDigest(one.weights) === manifestDigest(cascade.files),
    );
    if (model === undefined) return refuse("it is for another model");
    if (promptSetDigest(prompts) !== event.prompts.value) return refuse("it is for other prompts");
    return {
      weights: model.weights,
      images: prompts.map((prompt) => [wordsDigest(prompt), event.counts.images]),
    };
  }
  return refuse("it is for another model, or begins nothing");
}

function refuse(reason: string): never {
  throw new GateRefusal("draw by this entry", refusalBy({ rule: "no-entry", reason }));
}
