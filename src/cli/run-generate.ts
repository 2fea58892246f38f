import type { Wish } from "../gate/flow/ask.ts";
import type { Gate } from "../gate/gate.ts";
import type { Keys } from "../gate/keys/key-file.ts";
import type { GenerateRequest, Prompt } from "../pipelines/generate/request.ts";
import type { ExitCode } from "../process/errors.ts";
import type { RunEvent } from "../process/events.ts";
import { printable } from "../process/printable.ts";
import type { Session } from "./command.ts";
import { type GateFlags, openOrBeginGate } from "./gate-session.ts";
import { openReporter } from "./reporter.ts";

/** What a generation may use of the command line. */
export interface GenerateRun {
  readonly session: Session;
  readonly flags: GateFlags;
  readonly quiet: boolean;
  /** A request that was recorded before, to go on with. */
  readonly named?: { readonly id: string; readonly model: string | undefined };
}

/** What became of one image. */
interface Made {
  /** Its id, as r12.0; null while stages are left to run. */
  readonly image: string | null;
  readonly prompt: string;
  readonly seed: number;
  readonly state: "sealed" | "blocked" | "fault" | "unfinished";
  readonly stage: string;
  readonly size: number;
  readonly rules: readonly string[];
  readonly receipt: string | null;
}

/** What became of one prompt before anything was made of it. */
interface Asked {
  readonly prompt: Prompt;
  /** Null where the prompt was blocked. */
  readonly request: string | null;
  readonly status: string;
  readonly reasons: readonly string[];
}

/**
 * Asks the gate for every prompt, generates those that are granted, and seals what comes of them. No image is
 * written in clear: it leaves by `sluice gate review` and `release`.
 * @returns how many images were sealed; where none was, the exit code is 3
 */
export async function runGenerate(
  given: GenerateRequest,
  skipped: readonly string[],
  run: GenerateRun,
): Promise<number> {
  const { session, flags, named } = run;
  // What cannot be made is not asked for: the ledger would keep it as a request under way.
  if (named === undefined) await (await import("../pipelines/generate/generate.ts")).planned(given);
  const { gate, keys } = await openOrBeginGate(flags, session);
  const { request, asked } =
    named === undefined
      ? { request: given, asked: await askAll(gate, keys, given, session) }
      : await goOnWith(gate, keys, named, given);
  const granted = asked.filter(({ status }) => status === "granted" || status === "generating");
  const notes: string[] = [];
  const made = granted.length === 0 ? [] : await makeAll(gate, keys, request, granted, notes, run);
  const document = {
    schema: "sluice.generate/1",
    gate: gate.folder,
    requests: asked.map(({ prompt, ...rest }) => ({ prompt: prompt.text, ...rest })),
    images: made,
    notes,
    skipped,
  };
  if (flags.json) session.print(JSON.stringify(document));
  else for (const line of lines(asked, made, [...notes, ...skipped])) session.print(line);
  session.exit(exitCode(asked, made, skipped));
  return made.filter(({ state }) => state === "sealed").length;
}

async function goOnWith(
  gate: Gate,
  keys: Keys,
  { id, model }: NonNullable<GenerateRun["named"]>,
  given: GenerateRequest,
): Promise<{ readonly request: GenerateRequest; readonly asked: readonly Asked[] }> {
  const { namedRequest } = await import("./named-request.ts");
  const { request, wanted } = namedRequest(gate, keys, id, { ...given, model });
  return {
    request: wanted,
    asked: [{ prompt: wanted.prompts[0], request: id, status: request.status, reasons: [] }],
  };
}

async function askAll(
  gate: Gate,
  keys: Keys,
  { model, prompts, n, seed, device }: GenerateRequest,
  { say }: Session,
): Promise<readonly Asked[]> {
  const { ask } = await import("../gate/flow/ask.ts");
  const { openRequest } = await import("../gate/flow/wishes.ts");
  const { claimsOf } = await import("../gate/model-claims.ts");
  const { openPromptGate, requesterLines } = await import("../gate/prompt/prompt-gate.ts");
  const person = gate.personOf(keys.signing);
  const { id, manifest } = await claimsOf(model);
  const filters = await openPromptGate({ device, people: gate.state.rules?.people ?? [] });
  const asked: Asked[] = [];
  try {
    for (const prompt of prompts) {
      const { text, negative = null } = prompt;
      const wish: Wish = {
        model: id,
        manifest,
        prompt: text,
        negative,
        images: n,
        seed: prompt.seed ?? seed,
        purpose: null,
      };
      const known = openRequest(gate.state, person.id, wish, Date.now());
      if (known) {
        say(`going on with ${known.id}, which is ${known.status}`);
        asked.push({ prompt, request: known.id, status: known.status, reasons: [] });
        continue;
      }
      const answer = await ask(gate, keys.signing, wish, filters);
      const status = answer.request?.status ?? "blocked";
      asked.push({
        prompt,
        request: answer.request?.id ?? null,
        status,
        reasons: requesterLines(answer.verdict),
      });
    }
  } finally {
    await filters.close();
  }
  return asked;
}

async function makeAll(
  gate: Gate,
  keys: Keys,
  request: GenerateRequest,
  granted: readonly Asked[],
  notes: string[],
  { session, flags, quiet }: GenerateRun,
): Promise<readonly Made[]> {
  const { openGeneration } = await import("../gate/flow/generation.ts");
  const { generate } = await import("../pipelines/generate/generate.ts");
  const now = () => new Date();
  const [first, ...others] = granted.map(({ request: id }) => id ?? "");
  const [prompt, ...prompts] = granted.map((one) => one.prompt);
  if (first === undefined || prompt === undefined) return [];
  const { model, device } = request;
  const guarded = await openGeneration({
    gate,
    key: keys.signing,
    requests: [first, ...others],
    model,
    device,
    now,
  });
  notes.push(...guarded.notChecked.map((what) => `not checked: ${what}`));
  const reporter = await openReporter(session, { quiet, json: flags.json ?? false });
  const emit = (event: RunEvent) => {
    if (event.type === "note") notes.push(event.text);
    reporter.emit(event);
  };
  const made: Made[] = [];
  const last = request.stages === undefined || request.stages.to >= guarded.stages;
  let finished = false;
  try {
    const context = { now, emit, signal: session.signal };
    const world = { outputFilter: guarded.outputFilter, store: guarded.store, context };
    for await (const outcome of generate({ ...request, prompts: [prompt, ...prompts] }, world)) {
      const { prompt: text, seed, stage, size, kind } = outcome;
      const facts = { prompt: text, seed, stage, size };
      if (kind === "done" && !last) {
        made.push({ image: null, ...facts, state: "unfinished", rules: [], receipt: null });
        continue;
      }
      const { image, verdict, rules, receipt } = await guarded.record(outcome);
      const state = verdict === "pass" ? "sealed" : verdict === "block" ? "blocked" : "fault";
      made.push({ image, ...facts, state, rules, receipt });
    }
    finished = last;
  } finally {
    reporter.close();
    await guarded.close(finished);
  }
  return made;
}

function exitCode(asked: readonly Asked[], made: readonly Made[], skipped: readonly string[]): ExitCode {
  if (asked.some(({ status }) => status === "blocked" || status === "waiting")) return 3;
  if (made.every(({ state }) => state === "blocked" || state === "fault")) return 3;
  return skipped.length > 0 ? 4 : 0;
}

function lines(asked: readonly Asked[], made: readonly Made[], notes: readonly string[]): readonly string[] {
  const first = made.find(({ state }) => state === "sealed")?.image;
  return [
    ...asked.flatMap(({ request, status, reasons }) =>
      status === "blocked"
        ? reasons
        : status === "waiting"
          ? [
              ...reasons,
              `${request ?? ""} waits for approval by another person: sluice gate approve ${request ?? ""}; then the same command goes on`,
            ]
          : [],
    ),
    ...made.map(({ image, state, stage, rules }) =>
      image === null
        ? `finished up to stage ${stage}, sealed; the same command with later --stages goes on`
        : state === "sealed"
          ? `${image}: sealed, waits for review`
          : `${image}: ${state === "fault" ? "broken, not judged harmful" : "blocked"} after stage ${stage}: ${rules.map(printable).join(", ")}`,
    ),
    ...notes.map((note) => `note: ${printable(note)}`),
    ...(first ? [`next, by a reviewer: sluice gate reveal ${first} --rung greyscale`] : []),
  ];
}
