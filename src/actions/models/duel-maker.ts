import type { Cascade } from "../../../models/index.ts";
import type { Side } from "../../compare/duel.ts";
import type { MakeDuels } from "../../compare/produce.ts";
import type { DrawRequest, Prompt } from "../../pipelines/generate/request.ts";
import { cores } from "../../process/cores.ts";
import { type OpenDrawing, openDrawing } from "../../verbs/drawing.ts";
import type { GateSession } from "../../verbs/opened.ts";

/** What a comparison draws. */
export interface Duels {
  readonly models: Readonly<Record<Side, string>>;
  readonly cascades: Readonly<Record<Side, Cascade>>;
  readonly prompts: readonly Prompt[];
  /** Places of those that have no verdict yet. */
  readonly open: readonly number[];
  readonly seed: number;
  readonly device: string;
  readonly now: () => Date;
  readonly signal: AbortSignal;
}

/** Makes both models' pictures; none is ever written. */
export interface DuelMaker {
  readonly make: Readonly<Record<Side, MakeDuels>>;
  readonly notChecked: readonly string[];
  /** Records that a prompt's pictures are about to be shown. @throws GateRefusal (exit code 3) */
  reveal(prompt: number, rung: number): Promise<void>;
  close(): Promise<void>;
}

/**
 * A maker of pictures behind the gate: its entry stands in the ledger before the first is made. Where every prompt has
 * its verdict nothing is recorded: nothing is made either.
 * @throws CliError (exit code 3) where the gate, its rules or a filter say no
 */
export async function duelMaker(session: GateSession, duels: Duels): Promise<DuelMaker> {
  const { models, cascades, prompts, open, device, now, signal } = duels;
  const ended = new AbortController();
  const context = { now, emit: () => {}, signal: AbortSignal.any([signal, ended.signal]) };
  const begin = () =>
    openDrawing(session, {
      purpose: "compare",
      models: [
        { cascade: cascades.a, named: models.a },
        { cascade: cascades.b, named: models.b },
      ],
      // A verdict that is taken back asks for its pictures again.
      prompts,
      n: 1,
      device,
    });
  const drawing = open.length === 0 ? null : await begin();
  const make = (model: 0 | 1): MakeDuels =>
    async function* (some) {
      if (drawing === null) return;
      yield* duelsOf(drawing, model, some, duels, context);
    };
  return {
    make: { a: make(0), b: make(1) },
    notChecked: drawing?.notChecked ?? [],
    async reveal(prompt, rung) {
      await drawing?.reveal(prompt, rung);
    },
    async close() {
      ended.abort();
      await drawing?.close();
    },
  };
}

async function* duelsOf(
  drawing: OpenDrawing,
  model: number,
  some: readonly Prompt[],
  { seed, device }: Duels,
  context: Parameters<OpenDrawing["draw"]>[2],
): ReturnType<MakeDuels> extends AsyncIterable<infer T> ? AsyncGenerator<T> : never {
  const drawn: number[] = [];
  for (const [image, prompt] of some.entries()) {
    const reason = drawing.withheld(prompt);
    if (reason === null) drawn.push(image);
    else yield { kind: "withheld", image, reason };
  }
  const [first, ...others] = drawn.flatMap((i) => some[i] ?? []);
  if (first === undefined) return;
  const request: DrawRequest = {
    prompts: [first, ...others],
    n: 1,
    seed,
    rng: "philox",
    device,
    threads: cores(),
    overrides: {},
  };
  for await (const outcome of drawing.draw(model, request, context))
    yield { ...outcome, image: drawn[outcome.image] ?? -1 };
}
