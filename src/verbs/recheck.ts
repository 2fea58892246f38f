import { join } from "node:path";
import { decodeImage } from "../../datasets/index.ts";
import type { HashIndex } from "../../filters/index.ts";
import { modelFolder } from "../../models/index.ts";
import { type Gate, GateRefusal, refusalBy } from "../gate/gate.ts";
import { claimsOf } from "../gate/model-claims.ts";
import { type OutputGate, openOutputGate } from "../gate/output/output-filter.ts";
import { ownHashes } from "../gate/output/own-hashes.ts";
import { isBroken } from "../gate/output/rejudge.ts";
import { openTextReader } from "../gate/output/text-reader.ts";
import { hashesFile, readHashes } from "../gate/output/training-hashes.ts";
import { openPromptGate } from "../gate/prompt/prompt-gate.ts";
import { filtersDigest, numbersOf } from "../gate/scores.ts";
import type { ImageState } from "../gate/state/state.ts";
import type { Keys } from "../ledger/keys/key-file.ts";
import type { ImageRechecked } from "../ledger/recheck.ts";
import type { FilterVerdict, StageImage } from "../pipelines/generate/output-filter.ts";
import type { Reason } from "../process/reason.ts";
import { refuseBlocked } from "./prompt-again.ts";
import { startOf } from "./receipt-check.ts";

/** Wherever filters run best here: what they say differs from another device's by less than the gate's tolerance. */
const DEVICE = "auto";

/**
 * Runs the output filters again on an opened image, before any of it is shown, and records what they say: a requester's
 * process is not believed.
 * @throws GateRefusal (exit code 3) where they say otherwise than the record, or cannot run
 */
export async function recheck(
  gate: Gate,
  { signing }: Keys,
  image: ImageState,
  png: Uint8Array,
): Promise<void> {
  const found = await measured(gate, image, png);
  const omitted = omittedFrom(image.judged, startOf(gate, image)?.filters ?? null, found);
  if (omitted !== null) throw new GateRefusal(`reveal ${image.id}`, refusalBy(omitted, [omitted.rule]));
  await gate.act(signing, found);
  const difference = gate.state.images.get(image.id)?.rechecks.get(gate.personOf(signing).id) ?? null;
  if (difference !== null)
    throw new GateRefusal(`reveal ${image.id}`, refusalBy(difference, [difference.rule]));
}

/**
 * Why a record is not whole: the same filters measured it, and it lacks a score that they give. What is not there could
 * not differ. Null where it lacks none, or other filters measured it.
 * @param filters SHA-256 (hex) of what the filters of the record were
 */
export function omittedFrom(
  { stages }: Pick<ImageState["judged"], "stages">,
  filters: string | null,
  found: Pick<ImageRechecked, "filters" | "scores">,
): Reason | null {
  const recorded = stages.at(-1)?.scores ?? {};
  const lacking = Object.keys(found.scores).filter((name) => recorded[name] === undefined);
  if (filters !== found.filters || lacking.length === 0) return null;
  const reason = `the record of its making lacks ${lacking.join(", ")}, which the same filters give: what its requester recorded is not believed`;
  return { rule: "recheck-omitted", reason };
}

async function measured(gate: Gate, image: ImageState, png: Uint8Array): Promise<ImageRechecked> {
  const hashes = await hashesHere(gate, image);
  const promptGate = await openPromptGate({ device: DEVICE, people: gate.state.rules?.people ?? [] });
  let output: OutputGate | undefined;
  try {
    const request = gate.state.requests.get(image.request);
    if (request !== undefined) await refuseBlocked(promptGate, request, `reveal ${image.id}`);
    const textReader = await openTextReader(DEVICE);
    output = await openOutputGate({ device: DEVICE, promptGate, hashes, textReader });
    const [verdict] = await output.judge([await stageImage(gate, image, png)]);
    return {
      type: "image-rechecked",
      image: image.id,
      ...said(verdict),
      scores: scoresOf(verdict, { hashes: !("exception" in hashes), reader: textReader !== undefined }),
      policy: output.policy.sha256,
      filters: filtersDigest([...output.filters, ...promptGate.filters]),
      notChecked: output.notChecked,
    };
  } finally {
    await output?.close();
    await promptGate.close();
  }
}

/** How far guidance pulled is taken from the record: only a replay measures that again. */
async function stageImage(gate: Gate, image: ImageState, png: Uint8Array): Promise<StageImage> {
  const { id, request, judged } = image;
  const { pixels, error } = await decodeImage(png);
  if (!pixels) {
    const reason = `it does not decode: ${error ?? "no picture"}`;
    throw new GateRefusal(`reveal ${id}`, refusalBy({ rule: "recheck-impossible", reason }));
  }
  const last = judged.stages.at(-1);
  const pulled = last?.scores["memorisation"];
  return {
    stage: last?.stage ?? "",
    size: last?.size ?? pixels.width,
    image: judged.index,
    prompt: gate.state.requests.get(request)?.asked.prompt.value ?? "",
    pixels,
    finite: true,
    memorisation: pulled === undefined ? null : pulled * Math.sqrt(3 * pixels.width * pixels.height),
  };
}

function said(verdict: FilterVerdict | undefined): Pick<ImageRechecked, "verdict" | "rules"> {
  const rules = verdict === undefined ? ["no-verdict"] : verdict.pass ? [] : verdict.rules;
  return { verdict: rules.length === 0 ? "pass" : isBroken(rules) ? "fault" : "block", rules };
}

/** What stands in for a check that did not run is no score. */
function scoresOf(
  verdict: FilterVerdict | undefined,
  ran: { readonly hashes: boolean; readonly reader: boolean },
): ImageRechecked["scores"] {
  const scores = Object.entries(numbersOf(verdict?.scores ?? {}));
  const measured = scores.filter(
    ([name]) => (ran.hashes || name !== "nearest_training") && (ran.reader || !name.startsWith("ocr_")),
  );
  return Object.fromEntries(measured);
}

/** The training set's hashes of the very model that drew, where this machine has it. */
async function hashesHere(
  gate: Gate,
  image: ImageState,
): Promise<HashIndex | { readonly exception: string }> {
  const start = startOf(gate, image);
  if (start?.type === "submitted") return ownHashes();
  const claims = await claimsOf(start?.model ?? "").catch(() => null);
  if (claims?.lineage == null || claims.hashes === null || claims.manifest !== start?.manifest)
    return { exception: `the hashes of what ${start?.model ?? "its model"} was trained on are not here` };
  return readHashes(join(modelFolder(claims.id), hashesFile), claims.hashes, claims.lineage);
}
