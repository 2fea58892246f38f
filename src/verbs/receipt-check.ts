import { manifestDigest } from "../digest/manifest.ts";
import { sha256Of } from "../digest/sha256.ts";
import type { Gate } from "../gate/gate.ts";
import type { ImageState } from "../gate/state/state.ts";
import type { GenerationStarted } from "../ledger/event.ts";
import type { Submitted } from "../ledger/submitted.ts";
import type { GenerationReceipt } from "../pipelines/generate/receipt.ts";
import { oneLine, Refused } from "../process/errors.ts";
import { readLimited } from "../process/read-limited.ts";
import type { Reason } from "../process/reason.ts";
import { receiptPath } from "./receipt-path.ts";

/** More than any receipt holds. */
const MOST_BYTES = 16 * 1024 * 1024;

/** What a receipt says drew; of version 1 it names no manifest. */
type Model = Pick<GenerationReceipt["model"], "files"> & { readonly manifest?: string | null };

/** Why what drew is not what the start of the generation names; null where it is. */
export function otherModel(
  { manifest, weights }: Pick<GenerationStarted, "manifest" | "weights">,
  model: Model,
): Reason | null {
  const because = (what: string): Reason => ({
    rule: "receipt-of-another-model",
    reason: `its receipt names ${what} than the ledger does where its generation began`,
  });
  if (typeof model.manifest === "string" && model.manifest !== manifest) return because("another manifest");
  return manifestDigest(model.files) === manifestDigest(weights) ? null : because("other weights");
}

/** The start of the generation that made an image, or how one from elsewhere came in; null where the ledger has neither. */
export function startOf(
  { entries }: Gate,
  { request, seq }: ImageState,
): GenerationStarted | Submitted | null {
  for (const { event } of entries.slice(0, seq).reverse())
    if ((event.type === "generation-started" || event.type === "submitted") && event.request === request)
      return event;
  return null;
}

/** What a receipt of a picture made elsewhere says. */
export interface SubmissionReceipt {
  readonly schema: "sluice.submission/1";
  /** Its submitter's word; nothing of it was seen here. */
  readonly stated: { readonly model: string; readonly seed: number };
  readonly prompt: string;
  readonly negative: string | null;
  /** As it was handed in. */
  readonly file: { readonly sha256: string; readonly bytes: number; readonly format: string };
  /** SHA-256 (hex) of the 8-bit RGB pixels that were measured, and sealed. */
  readonly pixels: string;
  readonly width: number;
  readonly height: number;
  readonly sluice: string;
}

function otherSubmission({ stated, file }: Submitted, receipt: SubmissionReceipt): Reason | null {
  if (
    receipt.schema === "sluice.submission/1" &&
    receipt.stated.model === stated &&
    receipt.file.sha256 === file
  )
    return null;
  const reason = "its receipt tells of another picture than the one that was submitted";
  return { rule: "receipt-of-another-model", reason };
}

/**
 * The receipt of an image's making, held against the ledger: its digest is the one of the judgement, and what it says
 * drew is what the start of the generation names.
 * @param what the person wanted, for the message
 * @throws Refused (exit code 3) where any of that is not so
 */
export async function checkedReceipt(
  gate: Gate,
  image: ImageState,
  what: string,
): Promise<{ readonly seed: number }> {
  const path = receiptPath(gate.folder, image.id);
  const refuse = ({ rule, reason }: Reason, cause?: unknown): never => {
    throw new Refused(`Cannot ${what}: ${reason}`, [{ rule, reason }], { cause });
  };
  const start = startOf(gate, image);
  if (start === null)
    return refuse({ rule: "making-not-recorded", reason: "the ledger does not say how it was made" });
  const bytes = await readLimited(path, MOST_BYTES, "receipt").catch((cause: unknown) =>
    refuse(
      { rule: "receipt-unreadable", reason: `its receipt "${path}" cannot be read: ${oneLine(cause)}` },
      cause,
    ),
  );
  const text = Buffer.from(bytes).toString("utf8");
  if (sha256Of(text.trimEnd()) !== image.judged.receipt)
    refuse({ rule: "another-receipt", reason: `its receipt "${path}" is not the one that the ledger names` });
  const receipt = JSON.parse(text) as GenerationReceipt | SubmissionReceipt;
  const isSubmission = "schema" in receipt;
  // A receipt of the one kind never stands for a picture of the other.
  const other =
    start.type === "submitted"
      ? otherSubmission(start, receipt as SubmissionReceipt)
      : otherModel(start, isSubmission ? { files: {} } : receipt.model);
  if (other !== null) return refuse(other);
  return { seed: isSubmission ? receipt.stated.seed : receipt.seed };
}
