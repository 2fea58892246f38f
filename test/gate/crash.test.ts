import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { generateX25519Identity, identityToRecipient } from "age-encryption";
import { describe, expect, it } from "vitest";
import { seal } from "../../src/gate/ledger/sealed.ts";
import { testSigner } from "../../src/gate/provenance/signer.ts";
import { verifyLedger } from "../../src/gate/verify.ts";
import { root } from "../cli.ts";
import { type World, world } from "./world.ts";

const identity = await generateX25519Identity();
const recipients = [await identityToRecipient(identity)];

/** A gate whose reviewer can open images, and a certificate, so that a run only does what it is watched at. */
async function prepared(): Promise<{ readonly w: World; readonly signer: string; readonly out: string }> {
  const w = await world();
  const people = [...w.gate.state.people.values()].map((one) =>
    one.roles.includes("reviewer") ? { ...one, recipients } : one,
  );
  await w.gate.act(w.keys.cy, { type: "roster-changed", people, reason: seal("age keys") });
  const signer = join(w.folder, "..", "signer");
  await testSigner(signer, () => new Date(w.clock));
  return { w, signer, out: join(w.folder, "..", "out.png") };
}

function run(
  { w, signer, out }: Awaited<ReturnType<typeof prepared>>,
  dieAt: number,
): Promise<{ readonly signal: string | null; readonly code: number | null; readonly said: string }> {
  const child = spawn(process.execPath, ["--import", "tsx", join(root, "test/gate/crasher.ts")], {
    cwd: root,
    env: {
      ...process.env,
      GATE: w.folder,
      ANN: w.keys.ann.pem,
      BO: w.keys.bo.pem,
      IDENTITY: identity,
      OUT: out,
      SIGNER: signer,
      DIE_AT: String(dieAt),
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  const hear = (text: Buffer) => {
    said += text.toString();
  };
  for (const stream of [child.stdout, child.stderr]) stream.on("data", hear);
  return new Promise((resolve) => child.on("close", (code, signal) => resolve({ code, signal, said })));
}

const releases = (w: World) =>
  readFileSync(join(w.folder, "ledger.jsonl"), "utf8")
    .split("\n")
    .filter((line) => line.includes('"type":"release"'));

describe("from request to release", () => {
  it("survives a loss of power at every sync: what is out was recorded, and the same work goes on", async () => {
    const whole = await prepared();
    const { code, said } = await run(whole, 0);
    expect(code, said).toBe(0);
    const syncs = Number(said.trim());
    expect(syncs).toBeGreaterThan(14);
    for (let at = 1; at <= syncs; at += 1) {
      const made = await prepared();
      expect(await run(made, at), `sync ${at}`).toMatchObject({ signal: "SIGKILL" });
      // No file without its entry.
      if (existsSync(made.out)) expect(releases(made.w)).not.toEqual([]);
      const again = await run(made, 0);
      expect(again, `after sync ${at}: ${again.said}`).toMatchObject({ code: 0 });
      const ledger = join(made.w.folder, "ledger.jsonl");
      const verified = await verifyLedger(ledger, { checkpoints: [], keys: [], redacted: false });
      expect(verified, `after sync ${at}`).toMatchObject({ valid: true });
      const sha256 = createHash("sha256").update(readFileSync(made.out)).digest("hex");
      expect(releases(made.w).some((line) => line.includes(sha256))).toBe(true);
    }
  }, 900_000);
});
