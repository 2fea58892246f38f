import type { Cascade } from "../../models/index.ts";
import { draw, measure } from "../gate/door/draw.ts";
import { promptSetDigest } from "../gate/door/grant.ts";
import { GateRefusal, refusalBy } from "../gate/gate.ts";
import { claimsIn } from "../gate/model-claims.ts";
import { type OutputGate, openOutputGate } from "../gate/output/output-filter.ts";
import { openTextReader } from "../gate/output/text-reader.ts";
import { modelStandingOf } from "../gate/preconditions.ts";
import type { PromptGate, PromptVerdict } from "../gate/prompt/prompt-gate.ts";
import { filtersDigest } from "../gate/scores.ts";
import type { DrawnModel, Purpose } from "../ledger/drawing.ts";
import type { Entry } from "../ledger/entry.ts";
import type { Asked } from "../ledger/question.ts";
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
  /** The question that an audit answers. */
  readonly asked?: Asked;
  /** Where an audit was broken off: its entry, under which it begins anew. */
  readonly resume?: Entry | undefined;
}

/** A drawing whose entry stands in the ledger. */
export interface OpenDrawing {
  /** Number of the entry. */
  readonly entry: number;
  /** Checks that do not run here, and why. */
  readonly notChecked: readonly string[];
  /** What the prompt filters said, in the order of the prompts; of those that are drawn twice too. */
  readonly verdicts: readonly PromptVerdict[];
  /** SHA-256 (hex) of the policies that judge; of images where a pixel comes out. */
  readonly policies: { readonly prompt: string; readonly image: string | null };
  /** Why a prompt is not drawn; null where it is. */
  withheld(prompt: Prompt): string | null;
  /** Makes pictures with the model at a place of the wish, to be compared or evaluated. */
  draw(model: number, request: DrawRequest, context: Context): AsyncIterable<Outcome>;
  /**
   * Records that a comparison's pictures of a prompt, by its place in the wish, are about to be shown at a rung.
   * @throws GateRefusal (exit code 3) where the gate says no: nothing may be shown then
   */
  reveal(prompt: number, rung: number): Promise<Entry>;
  /** Makes pictures of which nothing but the receipts comes out. */
  receipts(request: DrawRequest, context: Context): AsyncIterable<GenerationReceipt>;
  /** The networks on this thread, to be timed: no picture comes out. */
  measured(threads: number): ReturnType<typeof measure>;
  /** Records what came of it. @param answer SHA-256 (hex) of an audit's answer. @returns the entry */
  close(answer?: string): Promise<Entry>;
  /** Lets go of the filters, whatever came of it: an audit without an end goes on under its entry. */
  abandon(): Promise<void>;
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
 * without a second person, and in an audit neither is what would need approval.
 * @throws GateRefusal (exit code 3): no standing, no prompt left, a rule that says no, a filter that cannot run
 */
export async function openDrawing(session: GateSession, wish: DrawingWish): Promise<OpenDrawing> {
  const standing: Omit<DrawnModel, "filters">[] = [];
  for (const model of wish.models) standing.push(await standingModel(session, model));
  const guards = await openGuards(session, wish, standing);
  try {
    const judged = await judgePrompts(guards.prompt, wish.prompts, wish.purpose);
    const start = wish.resume ?? (await recordStart(session, wish, { standing, guards, judged }));
    return opened(session, wish, { guards, judged, start });
  } catch (cause) {
    await guards.close();
    throw cause;
  }
}

type Judged = Awaited<ReturnType<typeof judgePrompts>>;

async function recordStart(
  { [inside]: { gate, keys } }: GateSession,
  { purpose, models, n, asked }: DrawingWish,
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
    policies: policiesOf(guards),
    promptFilters: filtersDigest(prompt.filters),
    notChecked: notCheckedBy(guards),
    ...(asked === undefined ? {} : { asked }),
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
    verdicts: judged.verdicts,
    policies: policiesOf(guards),
    withheld: judged.withheld,
    draw(model, request, context) {
      if (guards.outputs.length === 0) throw new Error(`to ${purpose} shows no pixel`);
      return made(model, request, context);
    },
    reveal: (prompt, rung) =>
      gate.act(keys.signing, { type: "drawing-revealed", drawing: start.seq, prompt, rung }),
    async *receipts(request, context) {
      for await (const { receipt } of made(0, request, context)) yield receipt;
    },
    measured: (threads) =>
      measure(
        { gate, cascade: (models[0] as Drawn).cascade, starts: [start], prompts: judged.drawn },
        threads,
      ),
    async close(answer) {
      await guards.close();
      const ended = { type: "drawing-ended", drawing: start.seq, ...tally } as const;
      return gate.act(keys.signing, answer === undefined ? ended : { ...ended, answer });
    },
    abandon: () => guards.close(),
  };
}

function policiesOf({ prompt, outputs }: Guards): OpenDrawing["policies"] {
  return { prompt: prompt.policy.sha256, image: outputs[0]?.policy.sha256 ?? null };
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
  let closed = false;
  const close = async () => {
    if (closed) return;
    closed = true;
    for (const output of outputs) await output.close();
    await prompt.close();
  };
  try {
    if (purpose === "compare" || purpose === "evaluate" || purpose === "audit")
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
