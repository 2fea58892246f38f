import { join } from "node:path";
import { type NamedCheckpoint, ownCheckpoints } from "../gate/checkpoints.ts";
import type { Gate } from "../gate/gate.ts";
import { cosignedAt, parseWitnessKey, type Witness, withCosignature } from "../ledger/cosignature.ts";
import { consistencyProof } from "../ledger/merkle.ts";
import { witnessRequest } from "../ledger/witness.ts";
import { oneLine } from "../process/errors.ts";
import { counted } from "../process/figures.ts";
import { fileModeIn, writeSafely } from "../process/safe-files.ts";

/** Milliseconds that a witness has for an answer. */
const PATIENCE = 5_000;

/** What became of one witness's cosignature. */
export interface Asked {
  readonly witness: string;
  readonly cosigned: boolean;
  /** Why it did not; null where it did. */
  readonly problem: string | null;
}

/**
 * Asks the rules' witnesses to cosign a checkpoint, and keeps what they sign beside its own signature. Nothing waits
 * for them: a witness that does not answer is named, no more.
 */
export async function askWitnesses(
  gate: Gate,
  made: NamedCheckpoint,
): Promise<{
  readonly note: string;
  readonly asked: readonly Asked[];
}> {
  const earlier = await ownCheckpoints(gate.folder);
  let note = made.text;
  const asked: Asked[] = [];
  for (const { url, key } of gate.state.rules?.settings.witnesses ?? []) {
    const witness = parseWitnessKey(key);
    const before = earlier
      .filter(
        ({ checkpoint }) =>
          checkpoint.size < made.checkpoint.size && cosignedAt(checkpoint, witness) !== null,
      )
      .at(-1);
    const done = await cosignatureOf(gate, made, { witness, url }, before?.checkpoint.size ?? 0).catch(
      (cause: unknown) => ({ problem: oneLine(cause) }),
    );
    const added = "answer" in done ? withCosignature(note, done.answer, witness) : null;
    note = added ?? note;
    const problem =
      "problem" in done ? done.problem : added === null ? "its answer holds no cosignature" : null;
    asked.push({ witness: witness.name, cosigned: added !== null, problem });
  }
  if (note !== made.text) {
    const folder = join(gate.folder, "checkpoints");
    await writeSafely(join(folder, made.name), note, await fileModeIn(folder));
  }
  return { note, asked };
}

async function cosignatureOf(
  { state }: Gate,
  { text, checkpoint: { size } }: NamedCheckpoint,
  { witness, url }: { readonly witness: Witness; readonly url: string },
  old: number,
): Promise<{ readonly answer: string } | { readonly problem: string }> {
  const post = async (from: number) => {
    const body = witnessRequest(from, consistencyProof(from, state.leaves.slice(0, size)), text);
    const response = await fetch(new URL("add-checkpoint", url.endsWith("/") ? url : `${url}/`), {
      ...{ method: "POST", body, redirect: "error" },
      signal: AbortSignal.timeout(PATIENCE),
    });
    return { status: response.status, answer: (await response.text()).slice(0, 64 * 1024) };
  };
  let { status, answer } = await post(old);
  const known = /^\d{1,15}\n$/u.test(answer) ? Number(answer) : null;
  if (status === 409 && known !== null) {
    if (known > size)
      return {
        problem: `${witness.name} cosigned ${counted(known, "entry", "entries")} of this ledger, here are ${size}: its end was cut, or it has a second copy`,
      };
    ({ status, answer } = await post(known));
  }
  if (status === 200) return { answer };
  return {
    problem:
      status === 409 || status === 422
        ? `${witness.name} knows another beginning of this ledger: it was changed, or it has a second copy`
        : `${witness.name} answered ${status}`,
  };
}
