import { join } from "node:path";
import type { Cascade } from "../../models/index.ts";
import { draw } from "../gate/door/draw.ts";
import { type Gate, GateRefusal, refusalBy } from "../gate/gate.ts";
import { claimsIn } from "../gate/model-claims.ts";
import { type OutputGate, openOutputGate } from "../gate/output/output-filter.ts";
import { openTextReader } from "../gate/output/text-reader.ts";
import { modelStandingOf } from "../gate/preconditions.ts";
import { openPromptGate } from "../gate/prompt/prompt-gate.ts";
import { filtersDigest } from "../gate/scores.ts";
import { manifestFault } from "../gate/state/state.ts";
import type { Entry } from "../ledger/entry.ts";
import type { SigningKey } from "../ledger/keys/signing-key.ts";
import type { Outcome } from "../pipelines/generate/outcome.ts";
import type { OutputFilter } from "../pipelines/generate/output-filter.ts";
import type { DrawRequest } from "../pipelines/generate/request.ts";
import type { Context } from "../process/events.ts";
import { packageRoot, version } from "../process/version.ts";
import { openJob } from "./jobs.ts";
import { type Recorded, recorder } from "./record.ts";
import { hashesOf } from "./training-copies.ts";

/** What is generated, and by whom. */
export interface GenerationOptions {
  readonly gate: Gate;
  /** The requester's: it signs what was judged. */
  readonly key: SigningKey;
  /** Granted requests of one model, in the order of the prompts. */
  readonly requests: readonly [string, ...string[]];
  /** Read once: what is hashed here for the ledger is what draws. */
  readonly cascade: Cascade;
  /** What the command line calls it: its id, or its folder as a path. */
  readonly model: string;
  readonly device: string;
  readonly now: () => Date;
  /** Folder of `<id>/card/card.yaml`; default: the package's. */
  readonly datasets?: string;
}

/** What a generation behind the gate needs, and the only way out for its images. */
export interface GatedGeneration {
  /** Makes the images that the requests ask for, each judged at every stage. */
  draw(request: DrawRequest, context: Context): AsyncIterable<Outcome>;
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
  const {
    gate,
    key,
    requests,
    cascade,
    model,
    device,
    now,
    datasets = join(packageRoot, "datasets"),
  } = options;
  const claims = claimsIn(cascade, model);
  // What the ledger would refuse at the start is refused before anything is loaded.
  for (const id of requests) {
    const request = gate.state.requests.get(id);
    const other = request === undefined ? null : manifestFault(request, claims.manifest);
    if (other !== null) throw new GateRefusal(`generate with ${claims.id}`, refusalBy(other));
  }
  const standing = await modelStandingOf(gate.state, claims, now().getTime(), datasets);
  if (standing.standing === "refused")
    throw new GateRefusal(`generate with ${claims.id}`, refusalBy(standing.why, ["no-green-card"]));
  const exception = standing.standing === "exception" ? standing.seq : null;
  const hashes = await hashesOf(gate.state, claims, exception);
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
    const starts = await start(gate, key, requests, {
      model: claims.id,
      manifest: claims.manifest,
      weights: cascade.files,
      lineage: claims.lineage,
      exception,
      policy: output.policy.sha256,
      notChecked: output.notChecked,
      filters: filtersDigest([...output.filters, ...prompts.filters]),
      stages: cascade.stages.map(({ id }) => id),
      client: `sluice ${version}, node ${process.versions.node}, ${process.platform} ${process.arch}`,
    });
    const store = await openJob(gate, requests);
    const started = { manifest: claims.manifest, weights: cascade.files };
    const record = await recorder({ gate, key, requests, policy: output.policy.sha256, started, now });
    const outputFilter = watched(output, record.saw);
    return {
      draw: (request, context) => draw({ gate, cascade, starts }, request, { outputFilter, store, context }),
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

async function start(
  gate: Gate,
  key: SigningKey,
  requests: readonly string[],
  facts: Start,
): Promise<readonly Entry[]> {
  const entries: Entry[] = [];
  for (const request of requests)
    entries.push(await gate.act(key, { type: "generation-started", request, ...facts }));
  return entries;
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
