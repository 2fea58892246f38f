import { createPrivateKey, X509Certificate } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { testSigner } from "../../../../src/provenance/signer.ts";

it("is one certificate and its own key, its owner's alone, where several make it at once", async () => {
  const place = join(mkdtempSync(join(tmpdir(), "sluice-signer-")), "c2pa");
  await Promise.all([1, 2, 3, 4].map(() => testSigner(place, () => new Date())));
  expect(readdirSync(place).sort()).toEqual(["test-certificate.key", "test-certificate.pem"]);
  const key = join(place, "test-certificate.key");
  const certificate = new X509Certificate(readFileSync(join(place, "test-certificate.pem")));
  expect(certificate.checkPrivateKey(createPrivateKey(readFileSync(key)))).toBe(true);
  expect(statSync(key).mode & 0o777).toBe(0o600);
});
