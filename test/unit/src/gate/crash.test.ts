import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { generateX25519Identity, identityToRecipient } from "age-encryption";
import { describe, expect, it } from "vitest";
import { inLanes } from "../../../../datasets/lanes.ts";
import { keysFolder } from "../../../../src/gate/places.ts";
import { verifyLedger } from "../../../../src/gate/verify.ts";
import { seal } from "../../../../src/ledger/sealed.ts";
import { testSigner } from "../../../../src/provenance/signer.ts";
import { root } from "../../../support/cli.ts";
import { compiled } from "../../../support/compiled.ts";
import { type Journey, journey, onSync } from "../../../support/gate-journey.ts";
import { world } from "../../../support/gate-world.ts";

const identity = await generateX25519Identity();
const crasher = await compiled("gate-crasher");
const recipients = [await identityToRecipient(identity)];

/** A gate whose reviewer can open images, and a certificate: what comes then is the journey's own. */
async function begun(): Promise<Journey> {
  const w = await world();
  const people = [...w.gate.state.people.values()].map((one) =>
    one.roles.includes("reviewer") ? { ...one, recipients } : one,
  );
  await w.gate.act(w.keys.cy, { type: "roster-changed", people, reason: seal("age keys") });
  const config = join(w.folder, "..", "config");
  await testSigner(keysFolder({ XDG_CONFIG_HOME: config }), () => new Date(w.clock));
  const out = join(w.folder, "..", "out.png");
  return { folder: w.folder, ann: w.keys.ann.pem, bo: w.keys.bo.pem, identity, out, config };
}

/** A copy of it, for a journey of its own. */
function copyOf(made: Journey): Journey {
  const to = mkdtempSync(join(tmpdir(), "sluice-crash-"));
  cpSync(join(made.folder, ".."), to, { recursive: true });
  return { ...made, folder: join(to, "gate"), config: join(to, "config"), out: join(to, "out.png") };
}

/** The signal that ended a process which goes the journey up to its n-th sync. */
function killedAt(made: Journey, at: number): Promise<string | null> {
  const child = spawn(process.execPath, [crasher], {
    cwd: root,
    env: { ...process.env, JOURNEY: JSON.stringify(made), DIE_AT: String(at) },
    stdio: ["ignore", "inherit", "inherit"],
  });
  return new Promise((resolve) => child.on("close", (_, signal) => resolve(signal)));
}

const releases = ({ folder }: Journey) =>
  readFileSync(join(folder, "ledger.jsonl"), "utf8")
    .split("\n")
    .filter((line) => line.includes('"type":"release"'));

describe("from request to release", () => {
  it("survives a loss of power at every sync: what is out was recorded, and the same work goes on", async () => {
    let syncs = 0;
    const stop = await onSync(() => {
      syncs += 1;
    });
    const whole = await begun();
    const before = syncs;
    await journey(copyOf(whole));
    const all = syncs - before;
    stop();
    expect(all).toBeGreaterThan(12);
    // Several at a time: who comes after a kill waits for the dead one's turn to be over.
    const steps = Array.from({ length: all }, (_, i) => i + 1);
    await inLanes(steps, 4, async (at) => {
      const made = copyOf(whole);
      expect(await killedAt(made, at), `sync ${at} of ${all}`).toBe("SIGKILL");
      // No file without its entry.
      if (existsSync(made.out)) expect(releases(made)).not.toEqual([]);
      await journey(made);
      const ledger = join(made.folder, "ledger.jsonl");
      const verified = await verifyLedger(ledger, { checkpoints: [], keys: [], redacted: false });
      expect(verified, `after sync ${at} of ${all}`).toMatchObject({ valid: true });
      const sha256 = createHash("sha256").update(readFileSync(made.out)).digest("hex");
      expect(releases(made).some((line) => line.includes(sha256))).toBe(true);
    });
  }, 1_800_000);
});
