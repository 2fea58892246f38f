import { cpSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { openGate } from "../../../../src/gate/gate.ts";
import { parseCheckpoint } from "../../../../src/ledger/checkpoint.ts";
import { cosignedAt, parseWitnessKey } from "../../../../src/ledger/cosignature.ts";
import { newSigningKey } from "../../../../src/ledger/keys/signing-key.ts";
import { verifierKey } from "../../../../src/ledger/note.ts";
import { seal } from "../../../../src/ledger/sealed.ts";
import { tended } from "../../../../src/verbs/housekeeping.ts";
import { checkpoint } from "../../../../src/verbs/publish.ts";
import { verify } from "../../../../src/verbs/verify.ts";
import { type RunningWitness, startWitness } from "../../../../src/verbs/witness.ts";
import { asked, sessionAt, type World, world } from "../../../support/gate-world.ts";

// A witness is given five seconds, which one on a busy machine may not have answered in.
beforeAll(() => void vi.spyOn(AbortSignal, "timeout").mockReturnValue(new AbortController().signal));
afterAll(() => void vi.mocked(AbortSignal.timeout).mockRestore());

const open: RunningWitness[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

/** A witness of a world's ledger on loopback; its key and memory outlive it. */
async function witnessOf(w: World, home = mkdtempSync(join(tmpdir(), "sluice-witness-"))) {
  const key = join(home, "witness.key");
  try {
    readFileSync(key);
  } catch {
    writeFileSync(key, newSigningKey().pem, { mode: 0o600 });
  }
  const place = { env: {}, key, passphrase: async () => null, now: () => new Date(w.clock) };
  const logs = [verifierKey(w.gate.state.origin, w.keys.cy.public)];
  const asking = {
    name: "witness.example/w1",
    logs,
    folder: join(home, "state"),
    host: "127.0.0.1",
    port: 0,
  };
  const running = await startWitness(place, asking);
  open.push(running);
  return { running, home };
}

/** Puts a witness, and perhaps more, into a world's rules. */
async function rely(w: World, { url, key }: RunningWitness, more = ""): Promise<void> {
  const was = (w.gate.state.files["settings.yaml"] ?? "").replace(/^witnesses:[\s\S]*$/mu, "");
  const files = { ...w.gate.state.files };
  files["settings.yaml"] = `${was}witnesses:\n  - { url: "${url}", key: "${key}" }\n${more}`;
  await w.gate.act(w.keys.cy, { type: "rules-changed", files, reason: seal("a witness") });
}

const post = (url: string, body: string) => fetch(`${url}/add-checkpoint`, { method: "POST", body });

describe("a witness on loopback", () => {
  it("cosigns a ledger that only grew, and a verification says how far", async () => {
    const w = await world();
    const { running } = await witnessOf(w);
    await rely(w, running);
    await checkpoint(sessionAt(w, "cy"), null);
    await w.gate.act(w.keys.ann, asked());
    const { size, note, witnesses } = await checkpoint(sessionAt(w, "cy"), null);
    expect(witnesses).toEqual([{ witness: "witness.example/w1", cosigned: true, problem: null }]);
    expect(cosignedAt(parseCheckpoint(note), parseWitnessKey(running.key))).toBe(w.clock);
    const found = await verify({
      ...{ env: {}, path: w.folder, checkpoints: [], keys: [] },
      witnesses: [running.key],
    });
    expect(found).toMatchObject({ valid: true, cosigned: [{ witness: "witness.example/w1", size }] });
  });

  it("finds, after a restart too, a ledger whose end was cut, and one of two copies", async () => {
    const w = await world();
    const { running, home } = await witnessOf(w);
    await expect(witnessOf(w, home)).rejects.toThrow(/is writing it/u);
    await rely(w, running);
    const copy = join(mkdtempSync(join(tmpdir(), "sluice-split-")), "gate");
    cpSync(w.folder, copy, { recursive: true });
    for (let i = 0; i < 3; i += 1) await w.gate.act(w.keys.ann, asked());
    await checkpoint(sessionAt(w, "cy"), null);
    await running.close();
    open.pop();
    const again = (await witnessOf(w, home)).running;
    expect(again.key).toBe(running.key);
    const gate = await openGate(copy, { now: () => new Date(w.clock) });
    const other = { ...w, gate, folder: copy } as World;
    await rely(other, again);
    const short = await checkpoint(sessionAt(other, "cy"), null);
    expect(short.witnesses[0]?.problem).toMatch(/its end was cut, or it has a second copy$/u);
    for (let i = 0; i < 6; i += 1) await gate.act(w.keys.ann, asked());
    const split = await checkpoint(sessionAt(other, "cy"), null);
    expect(split.witnesses[0]?.problem).toMatch(/knows another beginning of this ledger/u);
  });

  it("is waited for by nothing: a checkpoint stands without it, and says so", async () => {
    const w = await world();
    const { running } = await witnessOf(w);
    await rely(w, running);
    await running.close();
    open.pop();
    const { note, witnesses } = await checkpoint(sessionAt(w, "cy"), null);
    expect(witnesses[0]).toMatchObject({ cosigned: false });
    expect(parseCheckpoint(note).note.signatures.length).toBe(1);
  });

  it("answers as tlog-witness says: 400, 403, 404, 409 with its size, 422", async () => {
    const w = await world();
    const { running } = await witnessOf(w);
    await rely(w, running);
    const { note, size } = await checkpoint(sessionAt(w, "cy"), null);
    const again = await post(running.url, `old 0\n\n${note}`);
    expect([again.status, again.headers.get("content-type"), await again.text()]).toEqual([
      409,
      "text/x.tlog.size",
      `${size}\n`,
    ]);
    const proof = Buffer.alloc(32).toString("base64");
    const cases: readonly (readonly [number, string])[] = [
      [400, "hello"],
      [400, `old ${size + 1}\n\n${note}`],
      [403, `old ${size}\n\n${note.replace(/^(— \S+) .*$/gmu, `$1 ${Buffer.alloc(68).toString("base64")}`)}`],
      [404, `old 0\n\n${note.replaceAll("test.example/gate", "other.example/gate")}`],
      [422, `old ${size}\n${proof}\n\n${note}`],
      [200, `old ${size}\n\n${note}`],
    ];
    for (const [status, body] of cases) expect((await post(running.url, body)).status, body).toBe(status);
    expect((await fetch(running.url)).status).toBe(404);
  });

  it("is asked by itself after so many entries, with a steward's next act", async () => {
    const w = await world();
    const { running } = await witnessOf(w);
    const settings = (w.gate.state.files["settings.yaml"] ?? "").replace(
      "checkpointEvery: 100",
      "checkpointEvery: 6",
    );
    const files = { ...w.gate.state.files, "settings.yaml": settings };
    await w.gate.act(w.keys.cy, { type: "rules-changed", files, reason: seal("often") });
    await rely(w, running);
    const said: string[] = [];
    const gate = tended(w.gate, { now: () => new Date(w.clock), say: (line) => said.push(line) });
    await gate.act(w.keys.ann, asked());
    expect(said).toEqual([]);
    await gate.act(w.keys.cy, { type: "clock-set", reason: seal("an act") });
    expect(said).toEqual([expect.stringMatching(/^signed a checkpoint over \d+ entries/u)]);
    expect(w.gate.entries.at(-1)?.event.type).toBe("checkpoint");
  });
});
