import type { Cascade } from "../../models/index.ts";
import { claimsIn } from "../gate/model-claims.ts";
import { loadFor } from "../pipelines/generate/load-model.ts";
import type { Outcome } from "../pipelines/generate/outcome.ts";
import type { GenerateRequest, Prompt } from "../pipelines/generate/request.ts";
import type { RunEvent } from "../process/events.ts";
import { type Asked, askWith, openFilters } from "./ask.ts";
import { type GatedGeneration, openGeneration } from "./generation.ts";
import { namedRequest } from "./named-request.ts";
import { type GateSession, inside, ledgerTime } from "./opened.ts";
import { openRequest, type Wish } from "./wish.ts";

/** What is to be made: images of prompts, or those of a request that was recorded before. */
export type Wanted =
  | { readonly from: "prompts"; readonly request: GenerateRequest }
  | {
      readonly from: "request";
      /** As r12: prompt, images, seed and model are its own. */
      readonly id: string;
      /** The model's folder, where the request is for one that was named as a path. */
      readonly model?: string | undefined;
      /** How it is made. */
      readonly settings: Omit<GenerateRequest, "model" | "prompts" | "n">;
    };

/** A prompt, and what became of it at the gate. */
export interface AskedPrompt extends Asked {
  readonly prompt: Prompt;
}

/** What became of one image. */
export interface Made {
  /** Its id, as r12.0; null while stages are left to run. */
  readonly image: string | null;
  readonly prompt: string;
  readonly seed: number;
  readonly state: "sealed" | "blocked" | "fault" | "unfinished";
  readonly stage: string;
  /** Side of the picture, pixels. */
  readonly size: number;
  /** What blocked it. */
  readonly rules: readonly string[];
  /** File of its receipt. */
  readonly receipt: string | null;
}

/** How a generation ended. */
export interface Generated {
  /** The gate's folder. */
  readonly folder: string;
  readonly asked: readonly AskedPrompt[];
  readonly made: readonly Made[];
  /** Checks that did not run here, and why. */
  readonly notChecked: readonly string[];
}

/** What a generation says on its way through the gate, besides what making images says. */
export type PassageEvent =
  | RunEvent
  | { readonly type: "prompt-judging"; readonly prompt: string }
  /** `goesOn`: the same was asked for before, and is still under way. */
  | { readonly type: "prompt-asked"; readonly asked: AskedPrompt; readonly goesOn: boolean }
  | { readonly type: "not-checked"; readonly what: string }
  | { readonly type: "image-made"; readonly made: Made };

/** What a generation takes of its face. */
export interface Face {
  readonly emit: (event: PassageEvent) => void;
  readonly signal: AbortSignal;
}

/**
 * Plans, opens the gate, asks it for every prompt, or goes on with the same person's open request for the same thing,
 * generates those that are granted, and seals and records what comes of them. No image is written in clear.
 * @param open the gate: only once it is known that the images can be made
 * @throws CliError: exit code 2 for a request or a model that cannot be used, 3 where gate, rules or a filter say no
 */
export async function generate(
  open: () => Promise<GateSession>,
  wanted: Wanted,
  face: Face,
): Promise<Generated> {
  // What cannot be made is not asked for: the ledger would keep it as a request under way.
  const before = wanted.from === "prompts" ? await loadFor(wanted.request) : null;
  const session = await open();
  const { request, cascade, asked } =
    wanted.from === "prompts" && before !== null
      ? {
          request: wanted.request,
          cascade: before,
          asked: await askAll(session, before, wanted.request, face),
        }
      : await goOn(session, wanted as FromRequest, face);
  const granted = asked.filter(({ status }) => status === "granted" || status === "generating");
  const made = await makeGranted(session, cascade, request, granted, face);
  return { folder: session.folder, asked, ...made };
}

type FromRequest = Extract<Wanted, { from: "request" }>;

async function goOn(session: GateSession, wanted: FromRequest, { emit }: Face) {
  const { status, request } = namedRequest(session, wanted);
  const cascade = await loadFor(request);
  const asked = { ...known(wanted.id, status), prompt: request.prompts[0] };
  emit({ type: "prompt-asked", asked, goesOn: true });
  return { request, cascade, asked: [asked] };
}

function known(request: string, status: Asked["status"]): Asked {
  return { request, status, verdict: null, reasons: [], lines: [], entry: null };
}

async function askAll(
  session: GateSession,
  cascade: Cascade,
  { model, prompts, n, seed, device }: GenerateRequest,
  { emit }: Face,
): Promise<readonly AskedPrompt[]> {
  const { gate } = session[inside];
  const { id, manifest } = claimsIn(cascade, model);
  const filters = await openFilters(session, device);
  const all: AskedPrompt[] = [];
  try {
    for (const prompt of prompts) {
      emit({ type: "prompt-judging", prompt: prompt.text });
      const wish: Wish = {
        ...{ model: id, manifest, prompt: prompt.text, negative: prompt.negative ?? null },
        ...{ images: n, seed: prompt.seed ?? seed, purpose: null },
      };
      const open = openRequest(gate.state, session.me.id, wish, ledgerTime(session[inside]));
      const one = open ? known(open.id, open.status) : await askWith(session, wish, filters);
      const asked = { ...one, prompt };
      emit({ type: "prompt-asked", asked, goesOn: open !== null });
      all.push(asked);
    }
  } finally {
    await filters.close();
  }
  return all;
}

async function makeGranted(
  session: GateSession,
  cascade: Cascade,
  request: GenerateRequest,
  granted: readonly AskedPrompt[],
  { emit, signal }: Face,
): Promise<Pick<Generated, "made" | "notChecked">> {
  const { gate, keys, now } = session[inside];
  const [first, ...others] = granted.map((one) => one.request ?? "");
  const [prompt, ...prompts] = granted.map((one) => one.prompt);
  if (first === undefined || prompt === undefined) return { made: [], notChecked: [] };
  const { model, device } = request;
  const requests = [first, ...others] as const;
  const guarded = await openGeneration({ gate, key: keys.signing, requests, cascade, model, device, now });
  const made: Made[] = [];
  const last = request.stages === undefined || request.stages.to >= guarded.stages;
  let finished = false;
  try {
    for (const what of guarded.notChecked) emit({ type: "not-checked", what });
    const drawn = { ...request, prompts: [prompt, ...prompts] as const };
    for await (const outcome of guarded.draw(drawn, { now, emit, signal })) {
      const one = await recorded(outcome, guarded, last);
      made.push(one);
      emit({ type: "image-made", made: one });
    }
    finished = last;
  } finally {
    await guarded.close(finished);
  }
  return { made, notChecked: guarded.notChecked };
}

async function recorded(outcome: Outcome, guarded: GatedGeneration, last: boolean): Promise<Made> {
  const { prompt, seed, stage, size, kind } = outcome;
  const facts = { prompt, seed, stage, size };
  if (kind === "done" && !last)
    return { image: null, ...facts, state: "unfinished", rules: [], receipt: null };
  const { image, verdict, rules, receipt } = await guarded.record(outcome);
  const state = verdict === "pass" ? "sealed" : verdict === "block" ? "blocked" : "fault";
  return { image, ...facts, state, rules, receipt };
}
