import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { generateX25519Identity, identityToRecipient } from "age-encryption";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { verifyLedger } from "../../../../src/gate/verify.ts";
import { seal } from "../../../../src/ledger/sealed.ts";
import { readProvenance } from "../../../../src/provenance/read-provenance.ts";
import { detectWatermark } from "../../../../src/provenance/watermark/detect.ts";
import { recorder } from "../../../../src/verbs/record.ts";
import { release } from "../../../../src/verbs/release.ts";
import { contactSheet } from "../../../../src/verbs/sheet.ts";
import { type Ran, sluiceIn } from "../../../support/cli.ts";
import { drawnPicture } from "../../../support/gate-pictures.ts";
import {
  approval,
  asked,
  digest,
  drew,
  receipt,
  rechecked,
  revealed,
  reviewed,
  sessionAt,
  started,
  type World,
  world,
} from "../../../support/gate-world.ts";

const folder = mkdtempSync(join(tmpdir(), "sluice-sheet-"));
afterAll(() => rmSync(folder, { recursive: true, maxRetries: 20 }));
const picture = drawnPicture(160, 160);

describe("a contact sheet", () => {
  let w: World;
  let identity = "";
  let request = "";
  const now = () => new Date(w.clock);
  const to = (name: string) => ({ out: join(folder, name) });
  const bo = () => sessionAt(w, "bo", identity);

  beforeAll(async () => {
    w = await world();
    identity = await generateX25519Identity();
    const recipients = [await identityToRecipient(identity)];
    const people = [...w.gate.state.people.values()].map((one) =>
      one.roles.includes("reviewer") || one.roles.includes("auditor") ? { ...one, recipients } : one,
    );
    await w.gate.act(w.keys.cy, { type: "roster-changed", people, reason: seal("age keys") });
    const { seq } = await w.gate.act(w.keys.ann, asked(4));
    request = `r${seq}`;
    await w.gate.act(w.keys.bo, approval(request, w.clock));
    await w.gate.act(w.keys.ann, started(request));
    const { saw, record } = await recorder({
      gate: w.gate,
      key: w.keys.ann,
      requests: [request],
      policy: digest,
      started: drew,
      now,
    });
    const size = picture.width;
    const common = { prompt: "a red circle", stage: "base", size, receipt };
    for (const image of [0, 1, 2, 3]) {
      saw(
        [{ ...common, image, pixels: picture, finite: true, memorisation: null }],
        [{ pass: true, scores: {} }],
      );
      await record({ ...common, seed: 7, kind: "done", image, pixels: picture, scores: {} });
    }
    for (const image of [`${request}.0`, `${request}.1`, `${request}.3`]) {
      await w.gate.act(w.keys.bo, rechecked(image));
      await w.gate.act(w.keys.bo, revealed(image));
      await w.gate.act(w.keys.bo, reviewed(image, "pass"));
    }
  });

  it("is refused while nothing of it is released, and to those who may not release", async () => {
    await expect(contactSheet(bo(), [request], to("none.png"))).rejects.toThrow(
      `Cannot make a contact sheet of ${request}: none of 4 images is released`,
    );
    for (const image of [`${request}.0`, `${request}.3`]) await release(bo(), image, to(`${image}.png`));
    const ann = sessionAt(w, "ann", identity);
    await expect(contactSheet(ann, [request], to("hers.png"))).rejects.toThrow(/no rule permits|four-eyes/u);
    expect(existsSync(join(folder, "hers.png"))).toBe(false);
  });

  it("shows what was released and nothing else, and says of itself what it is", async () => {
    const { sha256, images, gaps, entry } = await contactSheet(bo(), [request], to("sheet.png"));
    expect(images).toEqual([`${request}.0`, `${request}.3`]);
    expect(gaps).toEqual([`${request}.1`, `${request}.2`]);
    expect(w.gate.entries[entry]?.event).toMatchObject({ type: "sheet", images, file: { sha256 } });
    const bytes = readFileSync(join(folder, "sheet.png"));
    const report = await readProvenance(bytes, "sheet.png");
    expect(report).toMatchObject({
      verdict: "whole, signer unknown",
      gate: { development: false, problem: null, trusted: null },
      digitalSourceType: "http://cv.iptc.org/newscodes/digitalsourcetype/compositeSynthetic",
      watermark: { matches: true },
    });
    const releases = images.map((id) => w.gate.state.images.get(id)?.released?.provenance.c2pa);
    expect(report.manifest.receipt).toMatchObject({
      sheet: images.map((image, i) => ({ image, receiptSha256: releases[i] })),
    });
    expect(report.explanations.join("\n")).toContain(
      `contact sheet of released images: ${images.join(", ")}`,
    );

    const side = picture.width;
    const place = async (column: number, row: number) => {
      const [left, top] = [8 + column * (side + 8), 8 + row * (side + 23)];
      const data = await sharp(bytes)
        .extract({ left, top, width: side, height: side })
        .removeAlpha()
        .raw()
        .toBuffer();
      return { width: side, height: side, data: new Uint8Array(data) };
    };
    const distance = (a: Uint8Array, b: Uint8Array) =>
      a.reduce((sum, value, i) => sum + Math.abs(value - (b[i] ?? 0)), 0) / a.length;
    const shown = await place(0, 0);
    expect(distance(shown.data, picture.data)).toBeLessThan(5);
    // The picture as it was released: its own mark is still in it.
    const mark = w.gate.state.images.get(`${request}.0`)?.released?.provenance.watermark;
    expect(detectWatermark(shown).id?.toString(16).padStart(8, "0")).toBe(mark);
    // An empty place: paper, but for words and the sheet's own mark.
    const gap = await place(1, 0);
    expect(gap.data.filter((value) => Math.abs(value - 236) > 20).length / gap.data.length).toBeLessThan(
      0.05,
    );
    expect(distance(gap.data, picture.data)).toBeGreaterThan(20);
  });

  it("takes no unreleased image and none twice, whoever writes the entry; its ledger verifies", async () => {
    const sheet = (images: readonly string[]) =>
      w.gate.act(w.keys.bo, {
        type: "sheet",
        images,
        file: { sha256: digest, bytes: 1, format: "png" },
        provenance: { c2pa: null, iptc: true, watermark: null },
      });
    await expect(sheet([`${request}.0`, `${request}.1`])).rejects.toThrow(/\.1 was not released/u);
    await expect(sheet([`${request}.0`, `${request}.0`])).rejects.toThrow(/twice/u);
    await expect(contactSheet(bo(), ["r999"], to("x.png"))).rejects.toMatchObject({ exitCode: 2 });
    await expect(contactSheet(bo(), [request], to("sheet.png"))).rejects.toThrow(/it is there already/u);
    const log = await verifyLedger(join(w.folder, "ledger.jsonl"), {
      checkpoints: [],
      keys: [],
      redacted: false,
    });
    expect(log).toMatchObject({ valid: true });
  });
});

describe("sluice gate sheet", () => {
  const env = { XDG_CONFIG_HOME: join(folder, "config"), XDG_STATE_HOME: join(folder, "state") };
  const run = (...words: readonly string[]): Promise<Ran> => sluiceIn({ env }, ...words);

  it("writes the released images of a request; sluice provenance verifies it", async () => {
    const make = [
      "generate",
      "a red circle",
      "--model",
      "tiny-cascade",
      "--n",
      "2",
      "--steps",
      "4",
      "--quiet",
    ];
    expect((await run(...make)).code).toBe(3);
    expect((await run("gate", "except", "tiny-cascade", "--reason", "a test")).code).toBe(0);
    const made = JSON.parse((await run(...make, "--json")).stdout) as { images: { image: string }[] };
    const [first = "", second = ""] = made.images.map(({ image }) => image);
    const request = first.split(".")[0] ?? "";
    const out = join(folder, "cli.png");
    const early = await run("gate", "sheet", request, "--out", out);
    expect(early).toMatchObject({ code: 3, stdout: "" });
    expect(early.stderr).toContain(
      `none of 2 images is released; next: sluice gate release ${first} --out FILE`,
    );
    expect(existsSync(out)).toBe(false);
    await run("gate", "reveal", first, "--rung", "colour");
    await run("gate", "review", first, "--verdict", "pass");
    expect((await run("gate", "release", first, "--out", join(folder, "one.png"))).code).toBe(0);
    const sheet = await run("gate", "sheet", request, "--out", out, "--json");
    expect(JSON.parse(sheet.stdout)).toMatchObject({
      schema: "sluice.gate-sheet/1",
      images: [first],
      gaps: [second],
      file: out,
    });
    const { code, stdout } = await run("provenance", out);
    expect({ code, stdout }).toMatchObject({
      code: 5,
      stdout: expect.stringContaining("whole, signer unknown (png") as string,
    });
    expect((await run("gate", "list", "--entries")).stdout).toMatch(/sheet +r\d+\.0$/mu);
    const refused = [
      ["gate", "sheet", request, "--out", join(folder, "cli.gif")],
      ["gate", "sheet", request, "--out", out],
      ["gate", "sheet", "nothing", "--out", join(folder, "other.png")],
    ];
    for (const words of refused) {
      const { code: exit, stderr } = await run(...words);
      expect({ exit, lines: stderr.trim().split("\n").length }).toEqual({ exit: 2, lines: 1 });
    }
  });
});
