import { createHash } from "node:crypto";
import { chmodSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { generateX25519Identity, identityToRecipient } from "age-encryption";
import { beforeAll, describe, expect, it } from "vitest";
import { makeCheckpoint } from "../../../../src/gate/checkpoints.ts";
import { dueImages } from "../../../../src/gate/state/due.ts";
import { verifyLedger } from "../../../../src/gate/verify.ts";
import type { GateEvent } from "../../../../src/ledger/event.ts";
import { seal } from "../../../../src/ledger/sealed.ts";
import { SHARED } from "../../../../src/process/safe-files.ts";
import { destroy } from "../../../../src/verbs/destroy.ts";
import { finishDestroyed } from "../../../../src/verbs/destruction.ts";
import { tended } from "../../../../src/verbs/housekeeping.ts";
import { quarantineFolder } from "../../../../src/verbs/record.ts";
import { release } from "../../../../src/verbs/release.ts";
import { reveal } from "../../../../src/verbs/reveal.ts";
import { recorderFor } from "../../../support/gate-recorder.ts";
import {
  approval,
  asked,
  receipt,
  rechecked,
  reviewed,
  sessionAt,
  started,
  type World,
  world,
} from "../../../support/gate-world.ts";
import { saysItsGate } from "../../../support/says-its-gate.ts";

let w: World;
let identity = "";
const now = () => new Date(w.clock);
const size = 128;
const pixels = {
  width: size,
  height: size,
  data: Uint8Array.from({ length: 3 * size * size }, (_, i) => (i * 7 + ((i >> 7) % 50)) % 256),
};

/** Two images of ann's, as the pipeline hands them over: one passed, one refused. */
async function generated(): Promise<string> {
  const { seq } = await w.gate.act(w.keys.ann, asked(2));
  const request = `r${seq}`;
  await w.gate.act(w.keys.bo, approval(request, w.clock));
  await w.gate.act(w.keys.ann, started(request));
  const { saw, record } = await recorderFor(w, request, now);
  const of = (image: number) => ({ stage: "base", size, image, prompt: "a red circle", pixels });
  const judged = [0, 1].map((image) => ({ ...of(image), finite: true, memorisation: null }));
  const scores = { image_porn: 0.9, image_where: `0.900 mid:porn ${"f".padEnd(49, "0")}` };
  saw(judged, [
    { pass: true, scores: { image_porn: 0.1 } },
    { pass: false, rules: ["image-porn"], scores },
  ]);
  const common = { prompt: "a red circle", seed: 7, stage: "base", size, receipt };
  await record({ ...common, kind: "done", image: 0, pixels, scores: {} });
  await record({ ...common, kind: "refused", image: 1, rules: ["image-porn"], scores });
  await w.gate.act(w.keys.bo, rechecked(`${request}.0`, {}));
  return request;
}

beforeAll(async () => {
  w = await world();
  identity = await generateX25519Identity();
  const recipients = [await identityToRecipient(identity)];
  const people = [...w.gate.state.people.values()].map((one) =>
    one.roles.includes("reviewer") || one.roles.includes("auditor") ? { ...one, recipients } : one,
  );
  await w.gate.act(w.keys.cy, { type: "roster-changed", people, reason: seal("age keys") });
});

const looking = (image: string, reason?: string) => ({ image, rung: 4, reason, width: 64, height: 64 });

describe("images behind the gate", () => {
  it("rest sealed, are opened by record, reviewed, and released with provenance; blocked ones stay", async () => {
    const request = await generated();
    const [passed, blocked] = [`${request}.0`, `${request}.1`];
    const bo = sessionAt(w, "bo", identity);
    const dee = sessionAt(w, "dee", identity);
    for (const image of [passed, blocked])
      expect(readFileSync(join(quarantineFolder(w.folder), image, "image.age")).includes("PNG")).toBe(false);
    const out = join(w.folder, "out.png");
    await expect(release(bo, passed, { out })).rejects.toThrow(/it has 0 of 1 reviews/u);
    await expect(reveal(bo, looking(blocked, "curious"))).rejects.toThrow(/auditors only/u);
    const seen = await reveal(dee, looking(blocked, "a complaint"));
    expect(seen.where?.line).toBe("mid says porn 0.90 for what is top left, 2 % of the picture");
    expect([...seen.data.subarray(0, 3)]).toEqual([255, 0, 0]);
    await expect(release(bo, blocked, { out })).rejects.toThrow(/the filters blocked it/u);
    expect(await reveal(bo, looking(passed))).toMatchObject({ width: 64, where: null });
    await w.gate.act(w.keys.bo, reviewed(passed, "pass", 4));
    const { sha256, watermark, entry } = await release(bo, passed, { out });
    expect(w.gate.entries[entry]?.event).toMatchObject({ type: "release", file: { sha256 } });
    expect(createHash("sha256").update(readFileSync(out)).digest("hex")).toBe(sha256);
    expect(watermark?.readable).toBe(true);
    await saysItsGate(w, passed, out);
    expect(readFileSync(out).includes("red circle")).toBe(false);
    const log = await verifyLedger(join(w.folder, "ledger.jsonl"), {
      checkpoints: [],
      keys: [],
      redacted: false,
    });
    expect(log.valid).toBe(true);
  });

  it("are not opened when the quarantine or the receipt is not what the ledger names", async () => {
    const request = await generated();
    const bo = sessionAt(w, "bo", identity);
    await reveal(bo, looking(`${request}.0`));
    await w.gate.act(w.keys.bo, reviewed(`${request}.0`, "pass", 4));
    const out = join(w.folder, "other.png");
    writeFileSync(join(w.folder, "receipts", `${request}.0.json`), '{"seed":8}\n');
    await expect(release(bo, `${request}.0`, { out })).rejects.toThrow(/not the one that the ledger names/u);
    await expect(release(bo, `${request}.0`, { out })).rejects.toMatchObject({
      reasons: [
        {
          rule: "another-receipt",
          reason: expect.stringMatching(/r\d+\.0\.json" is not the one that the ledger names/u),
        },
      ],
    });
    const sealed = join(quarantineFolder(w.folder), `${request}.0`, "image.age");
    writeFileSync(sealed, readFileSync(join(quarantineFolder(w.folder), `${request}.1`, "image.age")));
    await expect(reveal(bo, looking(`${request}.0`))).rejects.toMatchObject({ exitCode: 3 });
    expect(existsSync(out)).toBe(false);
  });

  it("are not passed by who could not open them: a look that failed is no look", async () => {
    const request = await generated();
    const image = `${request}.0`;
    const stranger = sessionAt(w, "bo", await generateX25519Identity());
    await expect(reveal(stranger, looking(image))).rejects.toThrow(/not sealed for this person/u);
    await expect(w.gate.act(w.keys.bo, reviewed(image, "pass", 4))).rejects.toThrow(
      /opened it up to rung 0/u,
    );
  });

  it("are not recorded as released where the file cannot be written", async () => {
    const request = await generated();
    const image = `${request}.0`;
    const bo = sessionAt(w, "bo", identity);
    await reveal(bo, looking(image));
    await w.gate.act(w.keys.bo, reviewed(image, "pass", 4));
    const entries = w.gate.entries.length;
    for (const out of [join(w.folder, "no-folder", "out.png"), join(w.folder, "ledger.jsonl")])
      await expect(release(bo, image, { out })).rejects.toMatchObject({ exitCode: 2 });
    expect(w.gate.entries.length).toBe(entries);
    await expect(
      release(sessionAt(w, "ann", identity), image, { out: join(w.folder, "no.png") }),
    ).rejects.toMatchObject({ exitCode: 3 });
    expect(existsSync(join(w.folder, "no.png"))).toBe(false);
  });

  it("are destroyed when their days are over, and only then", async () => {
    const request = await generated();
    expect(dueImages(w.gate.state, w.clock)).toEqual([]);
    w.clock += 30 * 86_400_000;
    expect(dueImages(w.gate.state, w.clock)).toContain(`${request}.1`);
    await destroy(sessionAt(w, "cy"), { image: `${request}.1`, reason: "its days are over" });
    expect(existsSync(join(quarantineFolder(w.folder), `${request}.1`, "image.age"))).toBe(false);
    expect(w.gate.state.images.get(`${request}.1`)?.judged.stages[0]?.scores).toEqual({ image_porn: 0.9 });
  });

  it("are said to be due when the gate is opened, and destroyed with what a steward does next", async () => {
    const request = await generated();
    const image = `${request}.1`;
    w.clock += 30 * 86_400_000;
    const opened = await w.again();
    const rules = (change: (settings: string) => string): GateEvent => {
      const last = opened.entries.findLast(({ event }) => event.type === "rules-changed")?.event;
      const files = last?.type === "rules-changed" ? { ...last.files } : {};
      files["settings.yaml"] = change(files["settings.yaml"] ?? "");
      return { type: "rules-changed", files, reason: seal("for the test") };
    };
    const due = dueImages(opened.state, w.clock);
    expect(due).toContain(image);
    expect(w.said.at(-1)).toMatch(
      new RegExp(`^${due.length} refused images? (?:is|are) due, .*: sluice gate destroy$`, "u"),
    );
    const said: string[] = [];
    const gate = tended(opened, { now, say: (line) => said.push(line) });
    await gate.act(w.keys.ann, asked());
    await gate.act(
      w.keys.cy,
      rules((text) => text.replace("destruction: steward-acts", "destruction: asked")),
    );
    await gate.act(
      w.keys.cy,
      rules((text) => text.replace("Days: 30", "Days: 90")),
    );
    const longer = rules((text) => text.replace("destruction: asked", "destruction: steward-acts"));
    await gate.act(w.keys.cy, longer);
    expect([dueImages(gate.state, w.clock + 60 * 86_400_000), said]).toEqual([due, []]);
    w.clock += 60 * 86_400_000;
    const before = gate.entries.length;
    await makeCheckpoint(gate, w.keys.cy);
    expect(said).toEqual([`destroyed by rule, the days being over: ${due.join(", ")}`]);
    expect(gate.entries.slice(before + 1).map(({ event, actor }) => [event.type, actor])).toEqual(
      due.map(() => ["destroyed", w.people.cy.id]),
    );
    expect(readdirSync(join(quarantineFolder(w.folder), image))).toEqual(["item.json"]);
    await gate.act(
      w.keys.cy,
      rules((text) => text.replace("Days: 90", "Days: 30")),
    );
    await w.gate.refresh();
  });

  it("are gone although a crash came between the entry and the removal", async () => {
    const request = await generated();
    w.clock += 30 * 86_400_000;
    const image = `${request}.1`;
    await w.gate.act(w.keys.cy, { type: "destroyed", image, reason: seal("its days are over") });
    expect(dueImages(w.gate.state, w.clock)).not.toContain(image);
    expect(await finishDestroyed(w.gate, now)).toEqual([image]);
    expect(readdirSync(join(quarantineFolder(w.folder), image))).toEqual(["item.json"]);
    expect(await finishDestroyed(w.gate, now)).toEqual([]);
  });
});

describe.skipIf(process.platform === "win32")("a gate's folder", () => {
  /** Modes of all that lies in it, by path. */
  const modes = () =>
    Object.fromEntries(
      (readdirSync(w.folder, { recursive: true }) as string[])
        .filter((path) => !path.startsWith("signer") && !/\.png$|^ledger/u.test(path))
        .map((path) => [path, statSync(join(w.folder, path))] as const)
        .map(([path, facts]) => [path, facts.isDirectory() ? "folder" : "file", facts.mode & 0o7777] as const)
        .map(([path, kind, mode]) => [path, `${kind} ${mode.toString(8)}`]),
    );

  it("is its owner's alone, and its group's as a whole once it is shared", async () => {
    await generated();
    await makeCheckpoint(w.gate, w.keys.cy);
    for (const [path, mode] of Object.entries(modes()))
      expect([path, mode]).toEqual([path, mode.startsWith("folder") ? "folder 700" : "file 600"]);
    const before = new Set(Object.keys(modes()));
    chmodSync(w.folder, SHARED);
    const umask = process.umask(0o077);
    await generated();
    await makeCheckpoint(w.gate, w.keys.cy);
    process.umask(umask);
    const fresh = Object.entries(modes()).filter(([path]) => !before.has(path));
    expect(fresh.length).toBeGreaterThan(8);
    for (const [path, mode] of fresh)
      expect([path, mode]).toEqual([path, mode.startsWith("folder") ? "folder 2770" : "file 660"]);
  });
});
