import type { Cascade } from "../../models/index.ts";
import { draw, measure } from "../gate/door/draw.ts";
import { promptSetDigest } from "../gate/door/grant.ts";
import { GateRefusal, refusalBy } from "../gate/gate.ts";
import { claimsIn } from "../gate/model-claims.ts";
import { type OutputGate, openOutputGate } from "../gate/output/output-filter.ts";
import { openTextReader } from "../gate/output/text-reader.ts";
import { modelStandingOf } from "../gate/preconditions.ts";
import type { PromptGate } from "../gate/prompt/prompt-gate.ts";
import { filtersDigest } from "../gate/scores.ts";
import type { DrawnModel, Purpose } from "../ledger/drawing.ts";
import type { Entry } from "../ledger/entry.ts";
import { seal } from "../ledger/sealed.ts";
import type { Outcome } from "../pipelines/generate/outcome.ts";
import type { GenerationReceipt } from "../pipelines/generate/receipt.ts";
import type { DrawRequest, Prompt } from "../pipelines/generate/request.ts";
import { memoryStore } from "../pipelines/generate/stage-store.ts";
import type { Context } from "../process/events.ts";
import { openFilters } from "./ask.ts";
import { counting, type Tally, unseen } from "./drawing-filter.ts";
import { judgePrompts } from "./drawing-prompts.ts";
import { type GateSession, inside, ledgerTime } from "./opened.ts";
import { hashesOf } from "./training-copies.ts";

/** A cascade that was read once, and what the command line calls it. */
interface Drawn {
  readonly cascade: Cascade;
  readonly named: string;
}

/** What is to be drawn outside requests: nothing of it is kept, and nothing leaves. */
export interface DrawingWish {
  readonly purpose: Purpose;
  readonly models: readonly Drawn[];
  readonly prompts: readonly Prompt[];
  /** Pictures per prompt and model, at most. */
  readonly n: number;
  readonly device: string;
}

/** A drawing whose entry stands in the ledger. */
export interface OpenDrawing {
  /** Number of the entry. */
  readonly entry: number;
  /** Checks that do not run here, and why. */
  readonly notChecked: readonly string[];
  /** Why a prompt is not drawn; null where it is. */
  withheld(prompt: Prompt): string | null;
  /** Makes pictures with the model at a place of the wish, to be compared or evaluated. */
  draw(model: number, request: DrawRequest, context: Context): AsyncIterable<Outcome>;
  /** Makes pictures of which nothing but the receipts comes out. */
  receipts(request: DrawRequest, context: Context): AsyncIterable<GenerationReceipt>;
  /** The networks on this thread, to be timed: no picture comes out. */
  measured(threads: number): ReturnType<typeof measure>;
  /** Records what came of it. */
  close(): Promise<void>;
}

interface Guards {
  readonly prompt: PromptGate;
  /** One per model; none where no pixel comes out. */
  readonly outputs: readonly OutputGate[];
  close(): Promise<void>;
}

/**
 * Begins to draw outside requests: each model's standing is checked, every prompt judged, and what is to be made is
 * recorded before any of it is. What the prompt filters block is not drawn; in a comparison, which shows pictures
 * without a second person, neither is what would need approval.
 * @throws GateRefusal (exit code 3): no standing, no prompt left, a rule that says no, a filter that cannot run
 */
export async function openDrawing(session: GateSession, wish: DrawingWish): Promise<OpenDrawing> {
  const standing: Omit<DrawnModel, "filters">[] = [];
  for (const model of wish.models) standing.push(await standingModel(session, model));
  const guards = await openGuards(session, wish, standing);
  try {
    const judged = await judgePrompts(guards.prompt, wish.prompts, wish.purpose);
    const start = await recordStart(session, wish, { standing, guards, judged });
    return opened(session, wish, { guards, judged, start });
  } catch (cause) {
    await guards.close();
    throw cause;
  }
}

type Judged = Awaited<ReturnType<typeof judgePrompts>>;

async function recordStart(
  { [inside]: { gate, keys } }: GateSession,
  { purpose, models, n }: DrawingWish,
  {
    standing,
    guards,
    judged,
  }: { standing: readonly Omit<DrawnModel, "filters">[]; guards: Guards; judged: Judged },
): Promise<Entry> {
  const { prompt, outputs } = guards;
  return gate.act(keys.signing, {
    type: "drawing-started",
    purpose,
    models: standing.map((model, i) => ({
      ...model,
      filters: filtersDigest([...(outputs[i]?.filters ?? []), ...prompt.filters]),
    })),
    prompts: seal(promptSetDigest(judged.drawn)),
    counts: { ...judged.counts, images: judged.drawn.length * n * models.length },
    policies: { prompt: prompt.policy.sha256, image: outputs[0]?.policy.sha256 ?? null },
    promptFilters: filtersDigest(prompt.filters),
    notChecked: notCheckedBy(guards),
  });
}

function opened(
  { [inside]: { gate, keys } }: GateSession,
  { purpose, models }: DrawingWish,
  { guards, judged, start }: { guards: Guards; judged: Judged; start: Entry },
): OpenDrawing {
  const tally: Tally = { made: 0, refused: 0, copies: 0 };
  const made = async function* (model: number, request: DrawRequest, context: Context) {
    const { cascade } = models[model] as Drawn;
    const output = guards.outputs[model];
    const outputFilter = output === undefined ? unseen : counting(output, tally, purpose);
    const drawing = { gate, cascade, starts: [start], prompts: judged.drawn };
    for await (const outcome of draw(drawing, request, { outputFilter, store: memoryStore(), context })) {
      if (outcome.kind === "done") tally.made += 1;
      else tally.refused += 1;
      yield outcome;
    }
  };
  return {
    entry: start.seq,
    notChecked: notCheckedBy(guards),
    withheld: judged.withheld,
    draw(model, request, context) {
      if (guards.outputs.length === 0) throw new Error(`to ${purpose} shows no pixel`);
      return made(model, request, context);
    },
    async *receipts(request, context) {
      for await (const { receipt } of made(0, request, context)) yield receipt;
    },
    measured: (threads) =>
      measure(
        { gate, cascade: (models[0] as Drawn).cascade, starts: [start], prompts: judged.drawn },
        threads,
      ),
    async close() {
      await guards.close();
      await gate.act(keys.signing, { type: "drawing-ended", drawing: start.seq, ...tally });
    },
  };
}

function notCheckedBy({ outputs }: Guards): readonly string[] {
  return [...new Set(outputs.flatMap(({ notChecked }) => notChecked))];
}

async function openGuards(
  session: GateSession,
  { purpose, models, device }: DrawingWish,
  standing: readonly Omit<DrawnModel, "filters">[],
): Promise<Guards> {
  const { state } = session[inside].gate;
  const prompt = await openFilters(session, device);
  const outputs: OutputGate[] = [];
  const close = async () => {
    for (const output of outputs) await output.close();
    await prompt.close();
  };
  try {
    if (purpose === "compare" || purpose === "evaluate")
      for (const [i, { cascade, named }] of models.entries()) {
        const hashes = await hashesOf(state, claimsIn(cascade, named), standing[i]?.exception ?? null);
        const textReader = await openTextReader(device);
        outputs.push(await openOutputGate({ device, promptGate: prompt, hashes, textReader }));
      }
    return { prompt, outputs, close };
  } catch (cause) {
    await close();
    throw cause;
  }
}

async function standingModel(
  session: GateSession,
  { cascade, named }: Drawn,
): Promise<Omit<DrawnModel, "filters">> {
  const claims = claimsIn(cascade, named);
  const { gate } = session[inside];
  const standing = await modelStandingOf(gate.state, claims, ledgerTime(session[inside]));
  if (standing.standing === "refused")
    throw new GateRefusal(`draw with ${claims.id}`, refusalBy(standing.why, ["no-green-card"]));
  return {
    model: claims.id,
    manifest: claims.manifest,
    weights: cascade.files,
    lineage: claims.lineage,
    exception: standing.standing === "exception" ? standing.seq : null,
  };
}
