import { randomBytes } from "node:crypto";
import { join } from "node:path";
import type { Row } from "../../filters/index.ts";
import type { Pixels } from "../../models/index.ts";
import { canonical } from "../digest/canonical.ts";
import { sha256Of } from "../digest/sha256.ts";
import { obscure, obscuredPng } from "../exposure/obscure.ts";
import { type Gate, GateRefusal, refusalBy } from "../gate/gate.ts";
import { isBroken } from "../gate/output/rejudge.ts";
import { openQuarantine } from "../gate/quarantine/quarantine.ts";
import { recipientsOf } from "../gate/roster/recipients.ts";
import { numbersOf } from "../gate/scores.ts";
import type { GenerationStarted } from "../ledger/event.ts";
import type { ImageJudged, StageJudgement } from "../ledger/image-events.ts";
import type { SigningKey } from "../ledger/keys/signing-key.ts";
import type { Outcome } from "../pipelines/generate/outcome.ts";
import type { FilterVerdict, StageImage } from "../pipelines/generate/output-filter.ts";
import { fileModeIn, innerFolder, writeSafely } from "../process/safe-files.ts";
import { plainPng } from "../provenance/encode.ts";
import { otherModel } from "./receipt-check.ts";
import { receiptPath } from "./receipt-path.ts";

/** What became of one image. */
export interface Recorded {
  /** The image's id, as r12.0. */
  readonly image: string;
  readonly verdict: ImageJudged["verdict"];
  readonly rules: readonly string[];
  /** File of its receipt. */
  readonly receipt: string;
  /** Number of its entry. */
  readonly entry: number;
}

export function quarantineFolder(folder: string): string {
  return join(folder, "quarantine");
}

interface Seen {
  readonly judgement: StageJudgement;
  readonly row: Row;
  readonly pixels: Pixels;
}

/**
 * Notes what the output filter says of each image, and at its end seals the image and writes its entry.
 * @throws GateRefusal (exit code 3) when nobody could open what is sealed; from `record` where another model drew than
 * the entries name
 */
export async function recorder(options: {
  readonly gate: Gate;
  readonly key: SigningKey;
  readonly requests: readonly string[];
  readonly policy: string;
  /** What the entries say that draws. */
  readonly started: Pick<GenerationStarted, "manifest" | "weights">;
  readonly now: () => Date;
}): Promise<{
  saw(images: readonly StageImage[], verdicts: readonly FilterVerdict[]): void;
  record(outcome: Outcome): Promise<Recorded>;
}> {
  const { gate, key, requests, policy, started, now } = options;
  const recipients = recipientsOf(gate.state);
  if (recipients.length === 0)
    throw new GateRefusal(
      "generate",
      refusalBy(
        {
          rule: "nobody-could-look",
          reason: "no reviewer or auditor has an age recipient, so that nobody could open what is sealed",
        },
        ["nobody-could-look"],
      ),
    );
  const quarantine = await openQuarantine(quarantineFolder(gate.folder), { recipients, now });
  await innerFolder(join(gate.folder, "receipts"));
  const seen = new Map<number, Seen[]>();
  const perRequest = gate.state.requests.get(requests[0] ?? "")?.asked.images ?? 1;
  return {
    saw(images, verdicts) {
      for (const [i, image] of images.entries())
        seen.set(image.image, [...(seen.get(image.image) ?? []), seenOf(image, verdicts[i])]);
    },
    async record(outcome) {
      const request = requests[Math.floor(outcome.image / perRequest)] ?? "";
      const index = outcome.image % perRequest;
      const id = `${request}.${index}`;
      const other = otherModel(started, outcome.receipt.model);
      if (other !== null) throw new GateRefusal(`record ${id}`, refusalBy(other, [other.rule]));
      const stages = seen.get(outcome.image) ?? [];
      seen.delete(outcome.image);
      const last = stages.at(-1);
      const judgements = stages.map(({ judgement }) => judgement);
      const { verdict, rules } = verdictOf(outcome, judgements);
      const pixels = outcome.kind === "done" ? outcome.pixels : (last?.pixels ?? null);
      // What a broken network left is no picture: nothing to look at, and nothing to keep.
      const png = verdict === "fault" || pixels === null ? null : await plainPng(pixels);
      const sealed = png === null ? null : await put(id, png, outcome, rules, last?.row ?? {});
      const receipt = await writeReceipt(gate.folder, id, outcome);
      const entry = await gate.act(key, {
        type: "image-judged",
        request,
        index,
        verdict,
        rules,
        stages: judgements,
        sealed,
        content: png === null ? null : sha256Of(png),
        receipt,
      });
      return { image: id, verdict, rules, receipt: receiptPath(gate.folder, id), entry: entry.seq };
    },
  };

  async function put(
    id: string,
    png: Uint8Array,
    { stage, size, kind }: Outcome,
    rules: readonly string[],
    scores: Row,
  ): Promise<ImageJudged["sealed"]> {
    // What lies there without an entry is what a crash left before the ledger knew of it.
    const replace = !gate.state.images.has(id);
    const image = {
      id,
      job: id.split(".")[0] ?? id,
      stage,
      width: size,
      height: size,
      rules,
      scores,
      policySha256: policy,
      blocked: kind === "refused",
      png,
      thumbnail: await obscuredPng(await obscure(png, "mosaic", 96, 96)),
    };
    const { sealedSha256, sealedBytes } = await quarantine.put(image, { replace });
    return { sha256: sealedSha256, bytes: sealedBytes };
  }
}

function seenOf(image: StageImage, verdict: FilterVerdict | undefined): Seen {
  const { stage, size, pixels } = image;
  const rules = verdict === undefined ? ["no-verdict"] : verdict.pass ? [] : verdict.rules;
  const kind = rules.length === 0 ? "pass" : isBroken(rules) ? "fault" : "block";
  const row = verdict?.scores ?? {};
  return { judgement: { stage, size, verdict: kind, rules, scores: numbersOf(row) }, row, pixels };
}

function verdictOf(
  outcome: Outcome,
  stages: readonly StageJudgement[],
): Pick<ImageJudged, "verdict" | "rules"> {
  if (outcome.kind === "done") return { verdict: "pass", rules: [] };
  const last = stages.at(-1);
  // The model's own checker may refuse what our filters passed.
  const verdict = last?.verdict === "fault" ? "fault" : "block";
  return { verdict, rules: outcome.rules };
}

async function writeReceipt(folder: string, id: string, { receipt }: Outcome): Promise<string> {
  // Whoever makes the image again has the rest of it: without a salt the ledger's digest would tell the prompt.
  const text = canonical({ ...receipt, salt: randomBytes(16).toString("hex") });
  await writeSafely(receiptPath(folder, id), `${text}\n`, await fileModeIn(join(folder, "receipts")));
  return sha256Of(Buffer.from(text));
}
