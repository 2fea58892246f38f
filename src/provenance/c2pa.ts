import { randomUUID } from "node:crypto";
import { SuperBox } from "@trustnxt/c2pa-ts/jumbf";
import {
  ActionAssertion,
  ActionType,
  DataHashAssertion,
  DigitalSourceType,
  type Manifest,
  ManifestStore,
  ValidationResult,
} from "@trustnxt/c2pa-ts/manifest";
import { version } from "../process/version.ts";
import { assetOf } from "./asset.ts";
import { type FileReceipt, makerElsewhere } from "./receipt.ts";
import { ReceiptAssertion } from "./receipt-assertion.ts";
import type { ReleaseSigner } from "./signer.ts";

/**
 * Signs a file: a C2PA 2.1 manifest with `c2pa.created` by a trained model (a sheet: put together), the receipt, and a hash over every byte
 * of the file but the manifest's own.
 * @throws Error when the bytes are no PNG, JPEG or WebP
 */
export async function signFile(
  bytes: Uint8Array,
  receipt: FileReceipt,
  { signer }: ReleaseSigner,
): Promise<Uint8Array> {
  const opened = assetOf(bytes);
  if (!opened) throw new Error("Cannot sign file: wanted PNG, JPEG or WebP");
  const { asset } = opened;
  const store = new ManifestStore();
  const manifest = store.createManifest({
    assetFormat: asset.mimeType,
    instanceID: `xmp:iid:${randomUUID()}`,
    defaultHashAlgorithm: "SHA-256",
    signer,
  });
  if (!manifest.claim) throw new Error("Cannot sign file: the library made no claim");
  manifest.claim.claimGeneratorName = "sluice";
  manifest.claim.claimGeneratorVersion = version;
  const dataHash = DataHashAssertion.create("SHA-256");
  manifest.addAssertion(created(receipt));
  manifest.addAssertion(new ReceiptAssertion(receipt));
  manifest.addAssertion(dataHash);
  await asset.ensureManifestSpace(store.measureSize());
  await dataHash.updateWithAsset(asset);
  await manifest.sign(signer);
  await asset.writeManifestJUMBF(store.getBytes());
  return asset.getDataRange();
}

function created(receipt: FileReceipt): ActionAssertion {
  const assertion = new ActionAssertion();
  const sheet = "sheet" in receipt;
  const elsewhere = makerElsewhere(receipt);
  assertion.actions.push({
    action: ActionType.C2paCreated,
    digitalSourceType: sheet
      ? DigitalSourceType.CompositeSynthetic
      : DigitalSourceType.TrainedAlgorithmicMedia,
    softwareAgent:
      elsewhere === null
        ? { name: sheet ? "sluice" : `sluice ${receipt.model}`, version }
        : { name: elsewhere },
  });
  return assertion;
}

/** A file's active manifest and what its validation says. */
export interface ReadManifest {
  readonly manifest: Manifest | null;
  readonly valid: boolean;
  /** Codes of C2PA 2.1, §15.2, of what failed, with the library's words where it has any. */
  readonly failures: readonly string[];
}

/** Reads and validates the active manifest; null where the file carries none. The chain of trust is not judged here. */
export async function readManifest(bytes: Uint8Array): Promise<ReadManifest | null> {
  const opened = assetOf(bytes);
  const jumbf = opened?.asset.getManifestJUMBF();
  if (!opened || !jumbf) return null;
  let manifest: Manifest | null = null;
  let result: ValidationResult;
  try {
    const store = ManifestStore.read(SuperBox.fromBuffer(new Uint8Array(jumbf)));
    manifest = store.getActiveManifest() ?? null;
    result = await store.validate(opened.asset);
  } catch (error) {
    result = ValidationResult.fromError(error instanceof Error ? error : new Error(String(error)));
  }
  const failures = result.statusEntries
    .filter(({ success }) => success === false)
    .map(({ code, explanation }) => (explanation ? `${code}: ${explanation}` : code));
  return { manifest, valid: manifest !== null && result.isValid, failures };
}
