import { existsSync } from "node:fs";
import { open } from "node:fs/promises";
import { openGate } from "../../src/gate/gate.ts";
import { signingKeyFromPem } from "../../src/ledger/keys/signing-key.ts";
import { sessionOf } from "../../src/verbs/opened.ts";
import { recorder } from "../../src/verbs/record.ts";
import { release } from "../../src/verbs/release.ts";
import { reveal } from "../../src/verbs/reveal.ts";
import { approval, asked, drew, receipt, rechecked, reviewed, started } from "./gate-world.ts";

/** Where one image goes from request to release, and by whose keys. */
export interface Journey {
  /** The gate's folder. */
  readonly folder: string;
  /** PEM of the requester's and the reviewer's key. */
  readonly ann: string;
  readonly bo: string;
  readonly identity: string;
  readonly out: string;
  /** What `XDG_CONFIG_HOME` is: the certificate lies in it, beside the keys. */
  readonly config: string;
}

/** Takes one image from request to release, going on from where the gate stands. */
export async function journey({
  folder,
  ann: annPem,
  bo: boPem,
  identity,
  out,
  config,
}: Journey): Promise<void> {
  const now = () => new Date("2026-03-02T10:00:00.000Z");
  const ann = signingKeyFromPem(annPem);
  const bo = { signing: signingKeyFromPem(boPem), identity };
  const gate = await openGate(folder, { now, say: () => {} });
  const at = sessionOf({ gate, env: { XDG_CONFIG_HOME: config }, now, keys: bo });
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
    const { saw, record } = await recorder({ gate, key: ann, requests: [id], policy, started: drew, now });
    saw([{ ...common, image: 0, pixels, finite: true, memorisation: null }], [{ pass: true, scores: {} }]);
    await record({ ...common, kind: "done", image: 0, seed: 7, pixels, scores: {}, receipt });
  }
  const made = `${id}.0`;
  if ((image()?.rechecks.size ?? 0) === 0) await gate.act(bo.signing, rechecked(made));
  if ((image()?.revealed.size ?? 0) === 0) await reveal(at, { image: made, rung: 4, width: 8, height: 8 });
  if ((image()?.verdicts.size ?? 0) === 0) await gate.act(bo.signing, reviewed(made, "pass", 4));
  if (!existsSync(out)) await release(at, made, { out });
}

interface Handles {
  sync(): Promise<void>;
}

/**
 * Tells of every sync of a file in this process, before it is done; file handles share one prototype.
 * @returns stops telling
 */
export async function onSync(tell: () => void): Promise<() => void> {
  const handle = await open(process.execPath);
  await handle.close();
  const handles = Object.getPrototypeOf(handle) as Handles;
  const { sync } = handles;
  handles.sync = async function told(this: Handles) {
    tell();
    return sync.call(this);
  };
  return () => {
    handles.sync = sync;
  };
}
