import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Drawing, draw } from "../../src/gate/door/draw.ts";
import { promptSetDigest } from "../../src/gate/door/grant.ts";
import type { Gate } from "../../src/gate/gate.ts";
import { claimsIn } from "../../src/gate/model-claims.ts";
import { newSigningKey } from "../../src/ledger/keys/signing-key.ts";
import { seal } from "../../src/ledger/sealed.ts";
import type { World } from "../../src/pipelines/generate/generation.ts";
import { loadModel } from "../../src/pipelines/generate/load-model.ts";
import type { DrawRequest, GenerateRequest } from "../../src/pipelines/generate/request.ts";
import { createGate } from "../../src/verbs/create.ts";

const digest = "ab".repeat(32);
const key = newSigningKey();
let opened: Promise<Gate> | undefined;

/** What judges in tests. */
const judges = { prompt: [digest], image: [digest] };

/** A development gate of this process, in a folder of its own, whose rules list what judges in tests. */
function ownGate(): Promise<Gate> {
  opened ??= createGate(
    join(mkdtempSync(join(tmpdir(), "sluice-door-")), "gate"),
    {
      origin: "test.example/door",
      key,
      enrolment: { key: key.public, recipients: [] },
      name: "cy",
      development: true,
      shared: false,
      allowed: JSON.stringify({ policies: judges, filters: judges, models: [], tolerances: {} }),
    },
    { now: () => new Date() },
  );
  return opened;
}

/** The exception that stands for each model: one for another manifest takes its place. */
const exceptions = new Map<string, { readonly manifest: string; readonly made: Promise<number> }>();

function exceptionFor(gate: Gate, model: string, manifest: string): Promise<number> {
  const known = exceptions.get(model);
  if (known?.manifest === manifest) return known.made;
  const expires = new Date(Date.now() + 3_600_000).toISOString();
  const reason = seal("a test");
  const made = gate.act(key, { type: "exception", model, manifest, reason, expires }).then(({ seq }) => seq);
  exceptions.set(model, { manifest, made });
  return made;
}

/** Leave to draw prompts with a model, as an entry of a real gate gives it: by exception, since tests' models have no card. */
export async function leaveFor(
  model: string,
  prompts: GenerateRequest["prompts"],
  n: number,
): Promise<Drawing> {
  const gate = await ownGate();
  const cascade = await loadModel(model);
  const { id, manifest, lineage } = claimsIn(cascade, model);
  const exception = await exceptionFor(gate, id, manifest);
  const start = await gate.act(key, {
    type: "drawing-started",
    purpose: "measure",
    models: [{ model: id, manifest, weights: cascade.files, lineage, exception, filters: digest }],
    prompts: seal(promptSetDigest(prompts)),
    counts: { judged: prompts.length, blocked: 0, flagged: 0, images: prompts.length * n },
    policies: { prompt: digest, image: null },
    promptFilters: digest,
    notChecked: [],
  });
  return { gate, cascade, starts: [start], prompts };
}

/** Draws as commands do, after its entry; the model by its name, as a face has it. */
export async function* drawn({ model, ...request }: GenerateRequest, world: World) {
  yield* draw(await leaveFor(model, request.prompts, request.n), request as DrawRequest, world);
}
