import { resolve } from "node:path";
import { decodeImage } from "../../datasets/index.ts";
import { type Gate, GateRefusal, refusalBy } from "../gate/gate.ts";
import { claimOf } from "../gate/own-claim.ts";
import { type ImageState, releaseHindrance } from "../gate/state/state.ts";
import type { Entry } from "../ledger/entry.ts";
import type { GateEvent } from "../ledger/event.ts";
import type { SigningKey } from "../ledger/keys/signing-key.ts";
import { CliError, Refused } from "../process/errors.ts";
import { intoNewFile } from "../process/new-file.ts";
import { formatOf, type ReleaseFormat } from "../provenance/encode.ts";
import type { ReleaseReceipt } from "../provenance/receipt.ts";
import type { ReleaseSigner } from "../provenance/signer.ts";
import { type ReleaseFile, writeRelease } from "../provenance/write-release.ts";
import { askedFirst } from "./asked-first.ts";
import { type GateSession, inside } from "./opened.ts";
import { checkedReceipt, startOf } from "./receipt-check.ts";
import { type FileMarks, marksOf, type SignedBy, signerOf } from "./release-file.ts";
import { decrypted, identityOf } from "./reveal.ts";

/** An image that left the gate. */
export interface Released extends FileMarks {
  readonly image: string;
  /** Absolute path of the file. */
  readonly out: string;
  readonly entry: number;
}

/**
 * Releases a reviewed image: with watermark, IPTC statement and C2PA manifest, which carries the receipt. Recorded
 * before the file is written.
 * @param to out: a file that is not there yet, its name ending with .png, .jpg or .webp
 * @throws CliError (exit code 2) for another name, or a certificate that cannot be used; GateRefusal (exit code 3) while it is not reviewed, or was blocked, or the person may not release
 */
export async function release(
  session: GateSession,
  image: string,
  to: SignedBy & { readonly out: string },
): Promise<Released> {
  const { out } = to;
  const format = formatOf(out);
  const signer = await signerOf(session, to);
  const { file, entry } = await intoNewFile(out, () => recorded(session, image, format, signer));
  return { image, out: resolve(out), entry: entry.seq, ...marksOf(file) };
}

async function recorded(
  { [inside]: { gate, keys, now } }: GateSession,
  image: string,
  format: ReleaseFormat,
  signer: ReleaseSigner,
): Promise<{ readonly file: ReleaseFile; readonly entry: Entry }> {
  const known = gate.state.images.get(image);
  if (known === undefined)
    throw new GateRefusal(
      `release ${image}`,
      refusalBy({ rule: "no-such-image", reason: "there is no such image" }),
    );
  const hindrance = releaseHindrance(gate.state, known);
  if (hindrance !== null) throw new GateRefusal(`release ${image}`, refusalBy(hindrance));
  const png = await decrypted(gate, known, identityOf(keys), now);
  const { pixels, error } = await decodeImage(png);
  if (!pixels)
    throw new CliError(`Cannot release "${image}": ${error ?? "it does not decode"}`, { exitCode: 1 });
  const file = await writeRelease(pixels, {
    format,
    signer,
    receipt: await receiptOf(gate, known, keys.signing),
  });
  const event = eventOf(image, known, file, format);
  // Before anything is made public.
  const entry = await gate.act(keys.signing, askedFirst(gate, keys.signing, `release ${image}`, event, now));
  return { file, entry };
}

function eventOf(
  image: string,
  { judged }: ImageState,
  file: ReleaseFile,
  format: ReleaseFormat,
): Extract<GateEvent, { type: "release" }> {
  return {
    type: "release",
    image,
    file: { sha256: file.sha256, bytes: file.bytes.length, format },
    provenance: { c2pa: file.receiptSha256, iptc: true, watermark: file.watermark?.id ?? null },
    receipt: judged.receipt ?? "",
  };
}

/** What travels inside the file: digests and entries, never the prompt or a name. */
async function receiptOf(gate: Gate, image: ImageState, key: SigningKey): Promise<ReleaseReceipt> {
  const { judged } = image;
  const request = gate.state.requests.get(image.request);
  const start = startOf(gate, image);
  if (request === undefined || start === null)
    throw new Refused(`Cannot release "${image.id}": the ledger does not say how it was made`, [
      { rule: "making-not-recorded", reason: "the ledger does not say how it was made" },
    ]);
  return {
    job: image.request,
    image: judged.index,
    model: start.model,
    modelSha256: start.manifest,
    stages: judged.stages.map(({ stage }) => stage),
    seed: String((await checkedReceipt(gate, image, `release "${image.id}"`)).seed),
    promptSha256: request.asked.prompt.sealed,
    promptPolicySha256: request.asked.policy,
    imagePolicySha256: start.policy,
    approvals: gate.entries.filter((entry) => standsFor(entry.event, image)).map(leafOf),
    cardSha256: start.type === "submitted" ? null : (start.lineage?.cardSha256 ?? null),
    ...(start.type === "submitted" ? { elsewhere: { stated: start.stated } } : {}),
    ledgerEntry: leafOf(gate.entries[image.seq] as Entry),
    reviewedSha256: judged.content ?? "",
    gate: await claimOf(gate, image.seq, key),
  };
}

function standsFor(event: GateEvent, { id, request }: ImageState): boolean {
  return (
    (event.type === "approval" && event.request === request) ||
    (event.type === "image-reviewed" && event.image === id && event.verdict === "pass")
  );
}

function leafOf({ leaf }: Entry): string {
  return Buffer.from(leaf).toString("hex");
}
