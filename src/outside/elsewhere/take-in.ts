import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { canonical } from "../../digest/canonical.ts";
import { sha256Of } from "../../digest/sha256.ts";
import { obscure, obscuredPng } from "../../exposure/obscure.ts";
import { ELSEWHERE_STAGE } from "../../gate/elsewhere.ts";
import type { Gate } from "../../gate/gate.ts";
import type { OutputGate } from "../../gate/output/output-filter.ts";
import { isBroken } from "../../gate/output/rejudge.ts";
import type { PromptGate } from "../../gate/prompt/prompt-gate.ts";
import { openQuarantine } from "../../gate/quarantine/quarantine.ts";
import { recipientsOf } from "../../gate/roster/recipients.ts";
import { filtersDigest, numbersOf } from "../../gate/scores.ts";
import type { ImageJudged } from "../../ledger/image-events.ts";
import type { SigningKey } from "../../ledger/keys/signing-key.ts";
import type { FilterVerdict } from "../../pipelines/generate/output-filter.ts";
import { fileModeIn, innerFolder, writeSafely } from "../../process/safe-files.ts";
import { version } from "../../process/version.ts";
import { plainPng } from "../../provenance/encode.ts";
import type { SubmissionReceipt } from "../../verbs/receipt-check.ts";
import { receiptPath } from "../../verbs/receipt-path.ts";
import { quarantineFolder } from "../../verbs/record.ts";
import type { TakenPicture } from "./picture.ts";
import type { ElsewhereRow } from "./rows.ts";

/** What takes pictures in: the gate, who hands them in, and the filters. */
export interface Intake {
  readonly gate: Gate;
  readonly key: SigningKey;
  readonly prompts: PromptGate;
  readonly output: OutputGate;
  readonly now: () => Date;
}

/** A picture with the request that was granted for it, and the exception that its model stands by. */
export interface Granted {
  readonly row: ElsewhereRow;
  readonly picture: TakenPicture;
  readonly request: string;
  readonly model: string;
  readonly manifest: string;
  readonly exception: number;
}

/** What became of one picture. */
export interface TakenIn {
  readonly image: string;
  readonly verdict: ImageJudged["verdict"];
  readonly rules: readonly string[];
}

/**
 * Takes a picture in: recorded as submitted, judged by the output filters, sealed, recorded as judged. What is sealed is
 * made of the very pixels that were judged, so that nothing unmeasured comes along.
 * @throws GateRefusal (exit code 3) where grant, exception or rules say no
 */
export async function takeIn(intake: Intake, granted: Granted): Promise<TakenIn> {
  const { gate, key, prompts, output } = intake;
  const { row, picture, request, model, manifest, exception } = granted;
  await gate.act(key, {
    type: "submitted",
    ...{ request, model, manifest, stated: row.model, exception, file: picture.file.sha256 },
    policy: output.policy.sha256,
    filters: filtersDigest([...output.filters, ...prompts.filters]),
    notChecked: output.notChecked,
  });
  const verdict = await judged(output, granted);
  const { kind, rules } = saidOf(verdict);
  const image = `${request}.0`;
  const png = kind === "fault" ? null : await plainPng(picture.pixels);
  const sealed = png === null ? null : await put(intake, granted, { image, png, rules, verdict });
  const receipt = await writeReceipt(gate.folder, image, granted);
  await gate.act(key, {
    ...{ type: "image-judged", request, index: 0, verdict: kind, rules },
    stages: [
      {
        ...{ stage: ELSEWHERE_STAGE, size: sideOf(picture), verdict: kind, rules },
        scores: numbersOf(verdict?.scores ?? {}),
      },
    ],
    sealed,
    content: png === null ? null : sha256Of(png),
    receipt,
  });
  return { image, verdict: kind, rules };
}

/** The longer one: cuts are lower, and so stricter, for larger pictures. */
function sideOf({ pixels: { width, height } }: TakenPicture): number {
  return Math.max(width, height);
}

async function judged(output: OutputGate, { row, picture }: Granted): Promise<FilterVerdict | undefined> {
  const { pixels } = picture;
  const image = { stage: ELSEWHERE_STAGE, size: sideOf(picture), image: 0, prompt: row.prompt, pixels };
  // How far guidance pulled is known to who drew it.
  const [verdict] = await output.judge([{ ...image, finite: true, memorisation: null }]);
  return verdict;
}

function saidOf(verdict: FilterVerdict | undefined): {
  readonly kind: ImageJudged["verdict"];
  readonly rules: readonly string[];
} {
  const rules = verdict === undefined ? ["no-verdict"] : verdict.pass ? [] : verdict.rules;
  return { kind: rules.length === 0 ? "pass" : isBroken(rules) ? "fault" : "block", rules };
}

interface Sealing {
  readonly image: string;
  readonly png: Uint8Array;
  readonly rules: readonly string[];
  readonly verdict: FilterVerdict | undefined;
}

async function put(
  { gate, output, now }: Intake,
  { request, picture }: Granted,
  { image: id, png, rules, verdict }: Sealing,
): Promise<ImageJudged["sealed"]> {
  const { width, height } = picture.pixels;
  const quarantine = await openQuarantine(quarantineFolder(gate.folder), {
    recipients: recipientsOf(gate.state),
    now,
  });
  const image = {
    ...{ id, job: request, stage: ELSEWHERE_STAGE, width, height, rules, png },
    scores: verdict?.scores ?? {},
    policySha256: output.policy.sha256,
    blocked: rules.length > 0,
    thumbnail: await obscuredPng(await obscure(png, "mosaic", 96, 96)),
  };
  // What lies there without an entry is what a crash left before the ledger knew of it.
  const { sealedSha256, sealedBytes } = await quarantine.put(image, { replace: !gate.state.images.has(id) });
  return { sha256: sealedSha256, bytes: sealedBytes };
}

/** @returns SHA-256 (hex) of the receipt */
async function writeReceipt(folder: string, image: string, { row, picture }: Granted): Promise<string> {
  const { pixels, file } = picture;
  const receipt: SubmissionReceipt & { readonly salt: string } = {
    schema: "sluice.submission/1",
    stated: { model: row.model, seed: row.seed },
    ...{ prompt: row.prompt, negative: row.negative, file },
    ...{ pixels: sha256Of(pixels.data), width: pixels.width, height: pixels.height, sluice: version },
    salt: randomBytes(16).toString("hex"),
  };
  const text = canonical(receipt);
  const mode = await fileModeIn(await innerFolder(join(folder, "receipts")));
  await writeSafely(receiptPath(folder, image), `${text}\n`, mode);
  return sha256Of(Buffer.from(text));
}
