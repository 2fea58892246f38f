import { join } from "node:path";
import { canonical } from "../../digest/canonical.ts";
import { makeCheckpoint } from "../../gate/checkpoints.ts";
import { seal, unseal } from "../../gate/quarantine/seal.ts";
import type { DrawingState } from "../../gate/state/state.ts";
import type { Person } from "../../ledger/event.ts";
import { enrolmentOf } from "../../ledger/keys/key-file.ts";
import { writeInclusion } from "../../ledger/proof.ts";
import { CliError, oneLine } from "../../process/errors.ts";
import { writeWhole } from "../../process/files.ts";
import { fileModeIn, innerFolder, readSafely, writeSafely } from "../../process/safe-files.ts";
import { type GateSession, inside } from "../../verbs/opened.ts";
import { type Answer, answerDigest, answerSchema } from "./answer.ts";

/** By entry and digest: of two processes that answer at once none takes the other's place. */
function placeOf(folder: string, entry: number, digest: string): string {
  return join(folder, "answers", `${entry}-${digest.slice(0, 16)}.age`);
}

/** Keeps an answer, sealed to who asked and who answers, before the ledger holds its digest: a crash loses none. */
export async function keepAnswer(
  { [inside]: { gate, keys } }: GateSession,
  answer: Answer,
  asker: Person,
): Promise<void> {
  const mode = await fileModeIn(await innerFolder(join(gate.folder, "answers")));
  const own = (await enrolmentOf(keys)).recipients;
  const sealed = await seal(Buffer.from(canonical(answer)), [...new Set([...asker.recipients, ...own])]);
  await writeSafely(placeOf(gate.folder, answer.entry, answerDigest(answer)), sealed, mode);
}

/** The answer to a question that was answered before. @throws CliError (exit code 2) where it cannot be opened */
export async function keptAnswer(
  { [inside]: { gate, keys } }: GateSession,
  { seq, ended }: DrawingState,
): Promise<Answer> {
  const refuse = (reason: string, cause?: unknown) =>
    new CliError(`Cannot deliver the answer of entry ${seq} again: ${reason}`, { exitCode: 2, cause });
  if (keys.identity === null) throw refuse("the key has no age identity");
  try {
    const bytes = await unseal(
      await readSafely(placeOf(gate.folder, seq, ended?.answer ?? "")),
      keys.identity,
    );
    const answer = answerSchema.parse(JSON.parse(Buffer.from(bytes).toString()));
    if (answerDigest(answer) === ended?.answer) return answer;
  } catch (cause) {
    throw refuse(oneLine(cause), cause);
  }
  throw refuse("what lies there is not what the ledger names");
}

/**
 * Writes an answer for who asked, with the proof that the ledger holds its digest under a steward's checkpoint.
 * @returns numbers of its entries
 */
export async function deliver(
  { [inside]: { gate, keys } }: GateSession,
  answer: Answer,
  asker: Person,
  out: string,
): Promise<{ readonly started: number; readonly ended: number }> {
  const ended = gate.entries.find(
    ({ event }) => event.type === "drawing-ended" && event.drawing === answer.entry,
  );
  if (ended === undefined) throw new Error(`entry ${answer.entry} has no end`);
  const { text } = await makeCheckpoint(gate, keys.signing);
  const proof = writeInclusion(ended, gate.state.leaves, text, false);
  await writeWhole(out, await seal(Buffer.from(canonical({ answer, proof })), asker.recipients));
  return { started: answer.entry, ended: ended.seq };
}
