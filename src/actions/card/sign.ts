import { mkdir } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { stringify } from "yaml";
import type { CheckProfile } from "../../cards/choices.ts";
import { signedPath } from "../../cards/sign-off.ts";
import { type Card, changeCard, noCard } from "../../cards/source/card.ts";
import { isModel } from "../../cards/source/kind.ts";
import type { SignatureNote } from "../../cards/source/signature-note.ts";
import { cardDigest } from "../../cards/source/signed.ts";
import { rerenderedDocuments } from "../../documents/documents.ts";
import { CliError, Refused } from "../../process/errors.ts";
import { writeWhole } from "../../process/files.ts";
import type { GateSession } from "../../verbs/opened.ts";
import { type SignedCard, signCard as signAtGate } from "../../verbs/sign-card.ts";
import { type CheckWish, checkCard } from "./check.ts";

/** In which role, for which profile and with which words a card is signed. */
export interface SignWish extends Omit<CheckWish, "ledger"> {
  readonly role: "reviewer" | "auditor" | "steward";
  readonly profile: CheckProfile;
  readonly note?: string | undefined;
}

/** A card's new signature, and the documents that were written anew to print it. */
export interface CardSignOff {
  readonly signature: SignedCard;
  readonly documents: readonly string[];
}

/**
 * Checks a card, and signs it as it is with the key of who came to the gate: the entry stands in the ledger first, then
 * the card names it, a copy of what was signed lies beside it, and the documents that are there print it.
 * @throws Refused (exit code 3) while the card is not green, or where the gate says no
 * @throws CliError (exit code 2) as {@link checkCard}, or where the card changed in between
 */
export async function signCard(
  folder: string,
  session: GateSession,
  wish: SignWish,
  signal: AbortSignal,
  onShard: (name: string) => void,
): Promise<CardSignOff> {
  const { role, note, ...check } = wish;
  const { card, lacks, files } = await checkCard(folder, check, signal, onShard);
  // Whose signatures are there, or not yet, keeps nobody from adding theirs.
  const open = lacks.filter(({ kind }) => kind !== "unsigned");
  const [first] = open;
  if (first !== undefined)
    throw new Refused(
      `Cannot sign the card of "${folder}": it is not green for ${wish.profile}: ${first.kind} ${first.id}${open.length > 1 ? `, and ${open.length - 1} more` : ""}; see sluice card check`,
      open.map(({ kind, id, message }) => ({ rule: `card-${kind}`, reason: `${id}: ${message}` })),
    );
  const digest = cardDigest(card);
  const signature = await signAtGate(session, {
    ...{ card: digest, subject: isModel(folder) ? "model" : "dataset", title: titleOf(folder, card) },
    ...{ role, profile: wish.profile, files, note },
  });
  const signed = await noteSignature(folder, card, signature);
  const where = check.documents ?? join(folder, "cards");
  return { signature, documents: await rerenderedDocuments(folder, signed, where, signal) };
}

/**
 * Lets a card name a signature of it, and keeps the card as it was signed beside it.
 * @throws CliError (exit code 2) where the card was changed meanwhile
 */
export async function noteSignature(folder: string, card: Card, signature: SignedCard): Promise<Card> {
  await keepCopy(folder, card, signature.card);
  return changeCard(folder, (now) => withSignature(folder, now, signature.card, noteOf(signature)));
}

function titleOf(folder: string, { answers }: Card): string {
  const name = answers["A1"];
  return name?.state === "answered" ? name.text : basename(resolve(folder));
}

async function keepCopy(folder: string, { signatures: _, ...card }: Card, digest: string): Promise<void> {
  const path = signedPath(folder, digest);
  await mkdir(dirname(path), { recursive: true });
  await writeWhole(path, stringify(card, { lineWidth: 100 }));
}

function noteOf({ role, name, date, gate, entry, leaf, card }: SignedCard): SignatureNote {
  return { role, name, date, gate, entry, leaf, card };
}

function withSignature(folder: string, now: Card | null, digest: string, note: SignatureNote): Card {
  if (now === null) throw noCard(folder);
  if (cardDigest(now) !== digest)
    throw new CliError(
      `Cannot add the signature to the card of "${folder}": the card was changed meanwhile; entry ${note.entry} is of what was checked`,
      { exitCode: 2 },
    );
  // Signatures of earlier states end with the state that they were of.
  const others = (now.signatures ?? []).filter((one) => one.card === digest && one.leaf !== note.leaf);
  return { ...now, signatures: [...others, note] };
}
