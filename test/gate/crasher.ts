import { existsSync } from "node:fs";
import { open } from "node:fs/promises";
import { look } from "../../src/gate/flow/look.ts";
import { recorder } from "../../src/gate/flow/record.ts";
import { release } from "../../src/gate/flow/release.ts";
import { openGate } from "../../src/gate/gate.ts";
import { signingKeyFromPem } from "../../src/gate/keys/signing-key.ts";
import { testSigner } from "../../src/gate/provenance/signer.ts";
import type { Outcome } from "../../src/pipelines/generate/outcome.ts";
import { approval, asked, reviewed, started } from "./world.ts";

/**
 * Takes one image from request to release, going on from where the gate stands; dies at the n-th sync, as a machine
 * that loses its power would: before the sync, without a farewell. Everything comes from the environment.
 */
const { GATE = "", ANN = "", BO = "", IDENTITY = "", OUT = "", SIGNER = "", DIE_AT = "0" } = process.env;
await dieAt(Number(DIE_AT));
const now = () => new Date("2026-03-02T10:00:00.000Z");
const ann = signingKeyFromPem(ANN);
const bo = { signing: signingKeyFromPem(BO), identity: IDENTITY };
const gate = await openGate(GATE, { now, say: () => {} });
const request = () => [...gate.state.requests.values()][0];
const image = () => [...gate.state.images.values()][0];

if (request() === undefined) await gate.act(ann, asked());
const id = request()?.id ?? "";
if (request()?.status === "waiting") await gate.act(bo.signing, approval(id, now().getTime()));
if (request()?.status === "granted") await gate.act(ann, started(id));
if (image() === undefined) {
  const pixels = {
    width: 128,
    height: 128,
    data: Uint8Array.from({ length: 49_152 }, (_, i) => (i * 7) % 251),
  };
  const common = { prompt: "a red circle", stage: "base", size: 128 };
  const policy = "cd".repeat(32);
  const { saw, record } = await recorder({ gate, key: ann, requests: [id], policy, now });
  saw([{ ...common, image: 0, pixels, finite: true, memorisation: null }], [{ pass: true, scores: {} }]);
  const receipt = { version: 1, seed: 7 } as unknown as Outcome["receipt"];
  await record({ ...common, kind: "done", image: 0, seed: 7, pixels, scores: {}, receipt });
}
const made = `${id}.0`;
if ((image()?.revealed.size ?? 0) === 0)
  await look(gate, bo, { image: made, rung: 4, reason: null, width: 8, height: 8 }, now);
if ((image()?.verdicts.size ?? 0) === 0) await gate.act(bo.signing, reviewed(made, "pass", 4));
const signer = await testSigner(SIGNER, now);
if (!existsSync(OUT)) await release(gate, bo, made, { out: OUT, format: "png", signer, now });
process.stdout.write(`${await syncs()}\n`);

/** Every file handle of this process shares one prototype. */
async function prototype(): Promise<{ sync(): Promise<void>; count?: number }> {
  const handle = await open(process.execPath);
  await handle.close();
  return Object.getPrototypeOf(handle) as { sync(): Promise<void>; count?: number };
}

async function dieAt(at: number): Promise<void> {
  const handles = await prototype();
  const { sync } = handles;
  handles.count = 0;
  handles.sync = async function counted(this: unknown) {
    handles.count = (handles.count ?? 0) + 1;
    if (handles.count === at) process.kill(process.pid, "SIGKILL");
    return sync.call(this);
  };
}

async function syncs(): Promise<number> {
  return (await prototype()).count ?? 0;
}
