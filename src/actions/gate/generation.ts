import { join } from "node:path";
import type { HashIndex } from "../../../filters/index.ts";
import { loadCascade } from "../../../models/index.ts";
import { type Gate, GateRefusal, refusalBy } from "../../gate/gate.ts";
import { claimsOf } from "../../gate/model-claims.ts";
import { type OutputGate, openOutputGate } from "../../gate/output/output-filter.ts";
import { openTextReader } from "../../gate/output/text-reader.ts";
import { hashesFile, readHashes } from "../../gate/output/training-hashes.ts";
import { type ModelClaims, type ModelStanding, modelStandingOf } from "../../gate/preconditions.ts";
import { openPromptGate } from "../../gate/prompt/prompt-gate.ts";
import { manifestFault } from "../../gate/state/state.ts";
import type { SigningKey } from "../../ledger/keys/signing-key.ts";
import type { Outcome } from "../../pipelines/generate/outcome.ts";
import type { OutputFilter } from "../../pipelines/generate/output-filter.ts";
import type { StageStore } from "../../pipelines/generate/stage-store.ts";
import { CliError, oneLine } from "../../process/errors.ts";
import { packageRoot } from "../../process/version.ts";
import { openJob } from "./jobs.ts";
import { type Recorded, recorder } from "./record.ts";
import { filtersDigest } from "./scores.ts";

/** What is generated, and by whom. */
export interface GenerationOptions {
  readonly gate: Gate;
  /** The requester's: it signs what was judged. */
  readonly key: SigningKey;
  /** Granted requests of one model, in the order of the prompts. */
  readonly requests: readonly [string, ...string[]];
  /** The model's id, or its folder as a path. */
  readonly model: string;
  readonly device: string;
  readonly now: () => Date;
  /** Folder of `<id>/card/card.yaml`; default: the package's. */
  readonly datasets?: string;
}

/** What a generation behind the gate needs, and the only way out for its images. */
export interface GatedGeneration {
  readonly outputFilter: OutputFilter;
  readonly store: StageStore;
  /** Checks that do not run here, and why. */
  readonly notChecked: readonly string[];
  /** How many stages the cascade has. */
  readonly stages: number;
  /** Seals an image for the reviewers and records what became of it; nothing else keeps its pixels. */
  record(outcome: Outcome): Promise<Recorded>;
  /** @param finished everything was recorded: the stages' checkpoints are destroyed */
  close(finished: boolean): Promise<void>;
}

/**
 * Begins, or goes on with, the generation of granted requests: checks the model's standing and its weights, loads
 * every filter, and records the start. Fails closed: what cannot be checked does not begin.
 * @throws GateRefusal (exit code 3): no grant, no green card and no exception, a filter that cannot run
 */
export async function openGeneration(options: GenerationOptions): Promise<GatedGeneration> {
  const { gate, key, requests, model, device, now, datasets = join(packageRoot, "datasets") } = options;
  const claims = await claimsOf(model);
  // What the ledger would refuse at the start is refused before anything is loaded.
  for (const id of requests) {
    const request = gate.state.requests.get(id);
    const other = request === undefined ? null : manifestFault(request, claims.manifest);
    if (other !== null) throw new GateRefusal(`generate with ${claims.id}`, refusalBy(other));
  }
  const standing = await modelStandingOf(gate.state, claims, now().getTime(), datasets);
  if (standing.standing === "refused")
    throw new GateRefusal(`generate with ${claims.id}`, refusalBy(standing.why, ["no-green-card"]));
  const cascade = await loadCascade(model).catch((cause: unknown) => {
    throw new CliError(oneLine(cause), { exitCode: 2, cause });
  });
  const hashes = await hashesOf(claims, standing, gate);
  const prompts = await openPromptGate({ device, people: gate.state.rules?.people ?? [] });
  const open = async () =>
    openOutputGate({ device, promptGate: prompts, hashes, textReader: await openTextReader(device) });
  const output = await open().catch(async (cause: unknown) => {
    await prompts.close();
    throw cause;
  });
  const closeFilters = async () => {
    await output.close();
    await prompts.close();
  };
  try {
    await start(gate, key, requests, {
      model: claims.id,
      manifest: claims.manifest,
      weights: cascade.files,
      lineage: claims.lineage,
      exception: standing.standing === "exception" ? standing.seq : null,
      policy: output.policy.sha256,
      notChecked: output.notChecked,
      filters: filtersDigest([...output.filters, ...prompts.filters]),
    });
    const store = await openJob(gate, requests);
    const record = await recorder({ gate, key, requests, policy: output.policy.sha256, now });
    return {
      outputFilter: watched(output, record.saw),
      store,
      notChecked: output.notChecked,
      stages: cascade.stages.length,
      record: record.record,
      async close(finished) {
        await closeFilters();
        if (finished) await store.destroy();
      },
    };
  } catch (cause) {
    await closeFilters();
    throw cause;
  }
}

type Start = Omit<Extract<Parameters<Gate["act"]>[1], { type: "generation-started" }>, "type" | "request">;

async function start(gate: Gate, key: SigningKey, requests: readonly string[], facts: Start): Promise<void> {
  for (const request of requests) await gate.act(key, { type: "generation-started", request, ...facts });
}

/** The output gate, with every verdict noted for the ledger. */
function watched(output: OutputGate, saw: Awaited<ReturnType<typeof recorder>>["saw"]): OutputFilter {
  return {
    provides: ["image-filters"],
    async judge(images) {
      const verdicts = await output.judge(images);
      saw(images, verdicts);
      return verdicts;
    },
  };
}

/**
 * The training set's perceptual hashes, which the manifest names; without them only an exception, or a development
 * gate, goes on.
 */
async function hashesOf(
  { id, folder, lineage, hashes }: ModelClaims,
  standing: ModelStanding,
  { state }: Gate,
): Promise<HashIndex | { readonly exception: string }> {
  if (hashes !== null && lineage !== null) return readHashes(join(folder, hashesFile), hashes, lineage);
  const missing = `the manifest of ${id} names no ${hashesFile}`;
  if (standing.standing === "exception")
    return { exception: `${missing}; exception in entry ${standing.seq}` };
  if (state.rules?.settings.development)
    return { exception: `${missing}; a development gate goes on without` };
  throw new GateRefusal(
    "generate",
    refusalBy(
      {
        rule: "no-hashes",
        reason: `${missing}, so that copies cannot be found; a steward may make an exception: sluice gate except`,
      },
      ["no-hashes"],
    ),
  );
}
