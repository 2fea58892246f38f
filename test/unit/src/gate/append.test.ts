import { spawn, spawnSync } from "node:child_process";
import {
  appendFileSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { newPerson } from "../../../../src/gate/roster/people.ts";
import { verifyLedger } from "../../../../src/gate/verify.ts";
import { newSigningKey, type SigningKey } from "../../../../src/ledger/keys/signing-key.ts";
import { seal } from "../../../../src/ledger/sealed.ts";
import { breaking } from "../../../support/breaking-disk.ts";
import { root } from "../../../support/cli.ts";
import { compiled } from "../../../support/compiled.ts";
import { approval, asked, started, type World, world } from "../../../support/gate-world.ts";
import { thorough } from "../../../support/thorough.ts";

const appender = await compiled("gate-appender");
const anyway = { checkpoints: [], keys: [], redacted: false };
const ledger = ({ folder }: World) => join(folder, "ledger.jsonl");

/** Enrols a requester without a quota that matters. */
async function busy(w: World, name: string): Promise<SigningKey & { readonly pem: string }> {
  const key = newSigningKey();
  const person = newPerson({
    name,
    key: key.public,
    recipients: [],
    roles: ["requester"],
    until: null,
    quota: { requests: 1000, images: 1000 },
  });
  await w.gate.act(w.keys.cy, (state) => ({
    type: "roster-changed",
    people: [...state.people.values(), person],
    reason: seal("busy"),
  }));
  return key;
}

describe("appending", () => {
  it("refuses what it could not read back, and the gate stays open", async () => {
    const w = await world();
    const before = readFileSync(ledger(w), "utf8");
    const exception = { type: "exception", manifest: "0".repeat(64), reason: seal("x") } as const;
    const soon = new Date(w.clock + 1000).toISOString();
    for (const [model, expires] of [
      ["/a/folder", soon],
      ["tiny-cascade", "+015713-01-01T00:00:00.000Z"],
    ] as const)
      await expect(w.gate.act(w.keys.cy, { ...exception, model, expires })).rejects.toMatchObject({
        exitCode: 2,
        message: expect.stringMatching(
          /^Cannot make an exception: wanted an entry, got another shape: event\./u,
        ),
      });
    expect(readFileSync(ledger(w), "utf8")).toBe(before);
    await w.gate.act(w.keys.cy, { ...exception, model: "tiny-cascade", expires: soon });
    expect(await verifyLedger(ledger(w), anyway)).toMatchObject({ valid: true });
  });

  it("is alone among processes: four of them append a hundred entries each", async () => {
    const w = await world();
    const keys = [];
    for (const name of ["a", "b", "c", "d"]) keys.push(await busy(w, name));
    const before = w.gate.entries.length;
    const codes = await Promise.all(
      keys.map(
        ({ pem }) =>
          new Promise<number | null>((resolve) => {
            spawn(process.execPath, [appender], {
              cwd: root,
              env: { ...process.env, GATE: w.folder, COUNT: "100", PEM: pem },
              stdio: ["ignore", "ignore", "inherit"],
            }).on("close", resolve);
          }),
      ),
    );
    expect(codes).toEqual([0, 0, 0, 0]);
    const found = await verifyLedger(ledger(w), anyway);
    expect(found).toMatchObject({ valid: true, entries: before + 400 });
  });

  it("keeps what a process was told of, at whichever of its thirty first steps it is killed", async () => {
    const w = await world();
    const { pem } = await busy(w, "a");
    for (let at = 1; at <= 30; at += thorough ? 1 : 2) {
      const env = { ...process.env, GATE: w.folder, COUNT: "3", PEM: pem, DIE_AT: String(at) };
      const { signal, stdout } = spawnSync(process.execPath, [appender], {
        cwd: root,
        env,
        encoding: "utf8",
      });
      expect(signal, `step ${at}`).toBe("SIGKILL");
      const told = stdout.split("\n").filter(Boolean).map(Number);
      const gate = await w.again();
      const mine = gate.entries.filter(({ event }) => event.type === "request").map(({ seq }) => seq);
      expect(mine, `step ${at}`).toEqual(expect.arrayContaining(told));
      // The turn of a dead holder would be waited for.
      rmSync(`${ledger(w)}.lock`, { recursive: true, force: true });
      await gate.act(w.keys.cy, {
        type: "roster-changed",
        people: [...gate.state.people.values()],
        reason: seal("goes on"),
      });
    }
    expect(await verifyLedger(ledger(w), anyway)).toMatchObject({ valid: true });
  });

  it("keeps the order in which one process asked, while it reads what others wrote", async () => {
    const w = await world();
    const before = w.gate.entries.length;
    const reasons = Array.from({ length: 30 }, (_, i) => `number ${i}`);
    const other = await w.again();
    const enrol = (gate: typeof other, reason: string) =>
      gate.act(w.keys.cy, (state) => ({
        type: "roster-changed",
        people: [...state.people.values()],
        reason: seal(reason),
      }));
    const asked = reasons.flatMap((reason, i) => [
      enrol(w.gate, reason),
      w.gate.refresh(),
      ...(i % 10 === 0 ? [enrol(other, "another process")] : []),
    ]);
    await Promise.all(asked);
    const said = w.gate.entries
      .slice(before)
      .flatMap(({ event }) => (event.type === "roster-changed" ? [event.reason.value] : []));
    expect(said.filter((reason) => reason !== "another process")).toEqual(reasons);
    await w.gate.refresh();
    expect(w.gate.entries.length).toBe(before + 33);
    expect(await verifyLedger(ledger(w), anyway)).toMatchObject({ valid: true, entries: before + 33 });
  });

  it("keeps what it acknowledged and nothing half, at whichever step the disk breaks", async () => {
    const w = await world();
    // Five steps per entry: the claim's file, its name, its folder, the line, its sync.
    for (let at = 1; at <= 15; at += 1) {
      const before = (await w.again()).entries.length;
      const broken = breaking(at);
      const gate = await w.again({ disk: broken.disk });
      let acknowledged = 0;
      await (async () => {
        for (let i = 0; i < 3; i += 1) {
          await gate.act(w.keys.cy, {
            type: "roster-changed",
            people: [...gate.state.people.values()],
            reason: seal("x"),
          });
          acknowledged += 1;
        }
      })().catch((error: unknown) => expect(String(error)).toContain("the disk broke"));
      const after = await w.again();
      // Recovery comes with the next append.
      await after.act(w.keys.cy, {
        type: "roster-changed",
        people: [...after.state.people.values()],
        reason: seal("y"),
      });
      expect(after.entries.length).toBeGreaterThanOrEqual(before + acknowledged + 1);
      expect(after.entries.length).toBeLessThanOrEqual(before + acknowledged + 2);
      expect(await verifyLedger(ledger(w), anyway)).toMatchObject({ valid: true });
    }
  });

  it("moves a torn last line aside, byte for byte, and says so", async () => {
    const w = await world();
    appendFileSync(ledger(w), '{"body":{"act');
    expect((await verifyLedger(ledger(w), anyway)).problems).toEqual([
      expect.stringMatching(/last line is torn/u),
    ]);
    const gate = await w.again();
    const entries = gate.entries.length;
    await gate.act(w.keys.ann, asked());
    expect(gate.entries.length).toBe(entries + 1);
    const [aside = ""] = readdirSync(w.folder).filter((name) => name.includes(".torn-"));
    expect(readFileSync(join(w.folder, aside), "utf8")).toBe('{"body":{"act');
    expect(w.said).toEqual([expect.stringMatching(/its 13 bytes were moved to/u)]);
    expect(await verifyLedger(ledger(w), anyway)).toMatchObject({ valid: true });
  });

  it("opens after a torn tail of any length, goes on before its end, and keeps all of it aside", async () => {
    const w = await world();
    const torn = "x".repeat(3 << 20);
    appendFileSync(ledger(w), torn);
    const gate = await w.again();
    const before = gate.entries.length;
    for (let i = 0; i < 3; i += 1) await gate.act(w.keys.ann, asked());
    expect((await w.again()).entries.length).toBe(before + 3);
    const asides = readdirSync(w.folder).filter((name) => name.includes(".torn-"));
    expect(asides.map((name) => readFileSync(join(w.folder, name), "utf8"))).toEqual([torn]);
    expect(w.said.length).toBe(1);
  });

  it("knows an entry that only its claim holds, and writes it at the next append", async () => {
    const w = await world();
    const before = readFileSync(ledger(w));
    await w.gate.act(w.keys.ann, asked());
    const whole = readFileSync(ledger(w));
    truncateSync(ledger(w), before.length + 20);
    const gate = await w.again();
    expect(gate.entries.length).toBe(w.gate.entries.length);
    await gate.act(w.keys.ann, asked());
    expect(readFileSync(ledger(w)).subarray(0, whole.length)).toEqual(whole);
    expect(await verifyLedger(ledger(w), anyway)).toMatchObject({
      valid: true,
      entries: w.gate.entries.length + 1,
    });
  });

  it("follows no link, and notices a ledger that was cut under it", async () => {
    const w = await world();
    const other = join(w.folder, "elsewhere");
    writeFileSync(other, "");
    const linked = join(w.folder, "..", "linked");
    symlinkSync(w.folder, linked);
    truncateSync(ledger(w), 100);
    await expect(w.gate.act(w.keys.ann, asked())).rejects.toThrow(/was cut while it was open/u);
    const v = await world();
    const { renameSync } = await import("node:fs");
    renameSync(ledger(v), join(v.folder, "real.jsonl"));
    symlinkSync(join(v.folder, "real.jsonl"), ledger(v));
    await expect(v.gate.act(v.keys.ann, asked())).rejects.toThrow(/got a link or a folder/u);
    rmSync(linked);
  });
});

describe("clocks", () => {
  it("that run behind are kept, marked, and renew neither quota nor grant", async () => {
    const w = await world((files) => {
      files["settings.yaml"] = (files["settings.yaml"] ?? "").replace("requests: 20", "requests: 2");
    });
    const { seq } = await w.gate.act(w.keys.ann, asked());
    await w.gate.act(w.keys.bo, approval(`r${seq}`, w.clock, 1));
    w.clock += 2 * 3_600_000;
    await w.gate.act(w.keys.ann, asked());
    w.clock -= 3 * 86_400_000;
    await expect(w.gate.act(w.keys.ann, asked())).rejects.toThrow(/\[quota-requests\]$/u);
    await expect(w.gate.act(w.keys.ann, started(`r${seq}`))).rejects.toThrow(/has ended$/u);
    const late = await w.gate.act(w.keys.both, asked());
    expect(w.gate.state.behind).toEqual([late.seq]);
    expect(await verifyLedger(ledger(w), anyway)).toMatchObject({ valid: true, behind: [late.seq] });
  });
});
