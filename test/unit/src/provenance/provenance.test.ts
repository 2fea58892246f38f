import { execFileSync } from "node:child_process";
import { mkdtemp, readFile, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import initC2paRs, { WasmReader } from "@contentauth/c2pa-wasm";
import sharp from "sharp";
import { beforeAll, describe, expect, it } from "vitest";
import { readProvenance } from "../../../../src/provenance/read-provenance.ts";
import { receiptDigest } from "../../../../src/provenance/receipt.ts";
import { loadSigner, type ReleaseSigner, testSigner } from "../../../../src/provenance/signer.ts";
import { readTrust } from "../../../../src/provenance/trust.ts";
import { type ReleaseFile, writeRelease } from "../../../../src/provenance/write-release.ts";
import { root, sluice } from "../../../support/cli.ts";
import { drawnPicture } from "../../../support/gate-pictures.ts";
import { someReceipt as receipt } from "../../../support/some-receipt.ts";

let folder = "";
let signer: ReleaseSigner;
const released = new Map<string, ReleaseFile>();

const bytesOf = (format: string) => released.get(format)?.bytes ?? new Uint8Array();
const save = async (name: string, bytes: Uint8Array) => {
  await writeFile(join(folder, name), bytes);
  return join(folder, name);
};

/** What c2pa-rs, which is not ours, says of a file: compiled to WebAssembly, no network. */
async function byC2paRs(format: string, bytes: Uint8Array): Promise<C2paRsReport> {
  const wasm = new URL("../../../../node_modules/@contentauth/c2pa-wasm/pkg/c2pa_bg.wasm", import.meta.url);
  await initC2paRs({ module_or_path: await readFile(wasm) });
  const reader = await WasmReader.fromBytes(`image/${format}`, bytes);
  return JSON.parse(reader.json());
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "sluice-provenance-"));
  signer = await testSigner(join(folder, "c2pa"), () => new Date());
  for (const format of ["png", "jpeg", "webp"] as const)
    released.set(format, await writeRelease(drawnPicture(), { format, receipt, signer }));
});

describe.each(["png", "jpeg", "webp"])("a released %s", (format) => {
  it("is whole: manifest, receipt, IPTC statement and watermark agree; verified to who trusts its signer", async () => {
    const report = await readProvenance(bytesOf(format), "x");
    expect(report).toMatchObject({
      verdict: "whole, signer unknown",
      format,
      manifest: { state: "valid", failures: [], receipt, receiptSha256: receiptDigest(receipt) },
      digitalSourceType: "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia",
      watermark: { id: receiptDigest(receipt).slice(0, 8), matches: true },
    });
    expect(report.manifest.signedBy).toMatchObject({ trusted: false });
    const chain = await readFile(join(folder, "c2pa", "test-certificate.pem"), "utf8");
    expect((await readProvenance(bytesOf(format), "x", readTrust(chain))).verdict).toBe("verified");
    expect(released.get(format)?.watermark).toEqual({
      id: receiptDigest(receipt).slice(0, 8),
      readable: true,
      bitAccuracy: 1,
    });
  });

  it("is whole to c2pa-rs too, which trusts no test certificate and finds a changed byte", async () => {
    const whole = await byC2paRs(format, bytesOf(format));
    expect(whole.validation_state).toBe("Valid");
    const results = whole.validation_results?.activeManifest;
    expect(results?.failure.map(({ code }) => code)).toEqual(["signingCredential.untrusted"]);
    expect(results?.success.map(({ code }) => code)).toEqual(
      expect.arrayContaining(["claimSignature.validated", "assertion.dataHash.match"]),
    );
    const assertions = whole.manifests[whole.active_manifest]?.assertions ?? [];
    const labels = assertions.map(({ label }) => label);
    expect(labels).toEqual(expect.arrayContaining(["sluice.receipt", "c2pa.actions.v2"]));
    const bytes = Uint8Array.from(bytesOf(format));
    const at = format === "webp" ? 200 : bytes.length - 200;
    bytes[at] = (bytes[at] ?? 0) ^ 1;
    const changed = await byC2paRs(format, bytes);
    expect(changed.validation_state).toBe("Invalid");
    const failures = changed.validation_results?.activeManifest.failure.map(({ code }) => code);
    expect(failures).toContain("assertion.dataHash.mismatch");
  });

  it("is found changed when a byte of the picture is", async () => {
    const bytes = Uint8Array.from(bytesOf(format));
    const at = format === "webp" ? 200 : bytes.length - 200;
    bytes[at] = (bytes[at] ?? 0) ^ 1;
    const report = await readProvenance(bytes, "x").catch(() => null);
    // A changed PNG or WebP may not even decode: then it is refused, which is as good.
    if (report) expect(report).toMatchObject({ verdict: "broken", manifest: { state: "invalid" } });
    if (format === "jpeg") expect(report).not.toBeNull();
  });

  it("says what is missing once it was re-encoded without metadata", async () => {
    const stripped = await sharp(bytesOf(format)).jpeg({ quality: 75 }).toBuffer();
    const report = await readProvenance(stripped, "x");
    expect(report).toMatchObject({
      verdict: "stripped",
      manifest: { state: "absent" },
      digitalSourceType: null,
    });
    expect(report.watermark.id).toBe(receiptDigest(receipt).slice(0, 8));
    expect(report.explanations.join("\n")).toContain("finds its receipt in the ledger by these digits");
  });
});

describe("provenance", () => {
  it("notices a manifest that was put on another release's picture", async () => {
    const other = await writeRelease(drawnPicture(), {
      format: "png",
      receipt: { ...receipt, image: 1 },
      signer,
    });
    const [own, foreign] = [bytesOf("png"), other.bytes].map(chunksOf) as [Chunks, Chunks];
    const swapped = Buffer.concat(
      own.map(({ type, bytes }) =>
        type === "caBX" ? (foreign.find((one) => one.type === "caBX")?.bytes ?? bytes) : bytes,
      ),
    );
    const report = await readProvenance(Buffer.concat([bytesOf("png").subarray(0, 8), swapped]), "x");
    expect(report.verdict).toBe("broken");
    expect(report.watermark.matches).toBe(false);
  });

  it("trusts a certificate only when its chain leads to one that the reader trusts", async () => {
    const chain = await readFile(join(folder, "c2pa", "test-certificate.pem"), "utf8");
    const root = { anchors: readTrust(chain).anchors.slice(-1), gates: [] };
    expect((await readProvenance(bytesOf("png"), "x", root)).manifest.signedBy?.trusted).toBe(true);
    await testSigner(join(folder, "other"), () => new Date());
    const strangers = readTrust(await readFile(join(folder, "other", "test-certificate.pem"), "utf8"));
    expect((await readProvenance(bytesOf("png"), "x", strangers)).manifest.signedBy?.trusted).toBe(false);
  });

  it("leaves small pictures unmarked and says so", async () => {
    const file = await writeRelease(drawnPicture(64, 64), { format: "png", receipt, signer });
    expect(file).toMatchObject({
      watermark: null,
      notMarked: expect.stringContaining("64 × 64 pixels are too few"),
    });
    expect(await readProvenance(file.bytes, "x")).toMatchObject({
      verdict: "whole, signer unknown",
      watermark: { id: null },
    });
  });

  it("keeps the test key to its owner and uses it again; an own certificate is no test", async () => {
    const key = join(folder, "c2pa", "test-certificate.key");
    expect((await stat(key)).mode & 0o777).toBe(0o600);
    const before = await readFile(key, "utf8");
    await testSigner(join(folder, "c2pa"), () => new Date());
    expect(await readFile(key, "utf8")).toBe(before);
    const certificate = join(folder, "c2pa", "test-certificate.pem");
    expect(await loadSigner({ certificate, key })).toMatchObject({ test: false });
    await expect(loadSigner({ certificate: key, key })).rejects.toThrow("Cannot sign with certificate");
  });
});

describe("sluice provenance", () => {
  it("says of a release that it is whole, exit code 5, and verified, 0, to who names its signer", async () => {
    const file = await save("a.png", bytesOf("png"));
    const { code, stdout } = await sluice("provenance", file);
    expect(code).toBe(5);
    expect(stdout).toContain("a.png: whole, signer unknown (png, 160 × 128)");
    const trusting = await sluice(
      "provenance",
      file,
      "--trust",
      join(folder, "c2pa", "test-certificate.pem"),
    );
    expect(trusting).toMatchObject({ code: 0, stdout: expect.stringContaining("a.png: verified") });
    const nobody = await sluice(
      "provenance",
      file,
      "--trust",
      await save("nobody.pem", Buffer.from("hello")),
    );
    expect(nobody).toMatchObject({ code: 2, stdout: "" });
    expect(stdout).toContain("C2PA: whole and unchanged");
    expect(stdout).toContain("no certificate that you trust stands behind it");
    expect(stdout).not.toContain("\u001b");
  });

  it("says of a changed release that it is broken, exit code 6", async () => {
    const bytes = Uint8Array.from(bytesOf("jpeg"));
    bytes[bytes.length - 200] = (bytes[bytes.length - 200] ?? 0) ^ 1;
    expect((await sluice("provenance", await save("b.jpg", bytes), "--json")).code).toBe(6);
  });

  it("explains a picture of somebody else, exit code 3", async () => {
    const { data, width, height } = drawnPicture();
    const plain = await sharp(data, { raw: { width, height, channels: 3 } })
      .png()
      .toBuffer();
    const ran = await sluice("provenance", await save("plain.png", plain), "--json");
    expect(ran.code).toBe(3);
    expect(JSON.parse(ran.stdout)).toMatchObject({ verdict: "none", manifest: { state: "absent" } });
  });

  it.skipIf(process.platform === "win32")("reads nothing that has no end, or never begins", async () => {
    const pipe = join(await mkdtemp(join(tmpdir(), "sluice-pipe-")), "picture.png");
    execFileSync("mkfifo", [pipe]);
    for (const path of [pipe, "/dev/zero"])
      for (const words of [[path], [join(root, "datasets/sample/PLANTED.md"), "--trust", path]]) {
        const ran = await sluice("provenance", ...words);
        expect([ran.code, ran.stderr], path).toEqual([
          2,
          expect.stringMatching(/^sluice: Cannot [^\n]+\n$/u),
        ]);
      }
  });

  it("refuses what is no picture, exit code 2, and lets no name speak to the terminal", async () => {
    const none = await sluice(
      "provenance",
      await save("\u001b[31mnone.png", new TextEncoder().encode("no image")),
    );
    expect(none.code).toBe(2);
    expect(none.stderr).toContain("Cannot decode image");
    expect(none.stderr).not.toContain("\u001b");
  });
});

interface C2paRsReport {
  readonly validation_state: string;
  readonly active_manifest: string;
  readonly manifests: Readonly<
    Record<string, { readonly assertions: readonly { readonly label: string }[] }>
  >;
  readonly validation_results?: {
    readonly activeManifest: Readonly<Record<"success" | "failure", readonly { readonly code: string }[]>>;
  };
}

type Chunks = readonly { readonly type: string; readonly bytes: Uint8Array }[];

/** A PNG's chunks, with length, type and checksum. */
function chunksOf(png: Uint8Array): Chunks {
  const view = Buffer.from(png);
  const found: { type: string; bytes: Uint8Array }[] = [];
  for (let at = 8; at < view.length; ) {
    const length = 12 + view.readUInt32BE(at);
    found.push({ type: view.toString("latin1", at + 4, at + 8), bytes: view.subarray(at, at + length) });
    at += length;
  }
  return found;
}
