import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { CliError } from "../process/errors.ts";
import { shellWord } from "../process/shell-word.ts";
import type { Lack } from "./check.ts";
import { type Card, parseCard } from "./source/card.ts";
import { questionsOf } from "./source/kind.ts";
import type { SignatureNote } from "./source/signature-note.ts";
import { cardDigest, changedParts } from "./source/signed.ts";

/** Whose signatures a card needs before it is released: of two people, one who looked and one who answers for it. */
export const releaseRoles = ["reviewer", "steward"] as const;

/** A signature as a gate's ledger has it. */
export interface RecordedSignature {
  readonly entry: number;
  /** Leaf hash (hex) of the entry. */
  readonly leaf: string;
  readonly card: string;
  readonly role: string;
  /** Null where an export withholds it. */
  readonly name: string | null;
  /** ISO 8601 date. */
  readonly date: string;
  /** Why it counts no longer; null where it counts. */
  readonly fault: string | null;
}

/** What a gate's ledger says of cards. */
export interface SignatureLedger {
  readonly origin: string;
  readonly development: boolean;
  /** What is wrong with the ledger itself, a line each. */
  readonly problems: readonly string[];
  readonly signatures: readonly RecordedSignature[];
  /** What a reader should know of how far it can be trusted. */
  readonly notes: readonly string[];
}

/** Changed parts that a line names. */
const NAMED = 5;

/**
 * What of a card's signatures does not hold, or is not there.
 * @param ledger null where none is at hand: then only what the card itself betrays is found
 * @param wanted roles that must have signed the card as it is
 */
export async function signatureLacks(
  folder: string,
  card: Card,
  ledger: SignatureLedger | null,
  wanted: readonly string[],
): Promise<readonly Lack[]> {
  const digest = cardDigest(card);
  const noted = card.signatures ?? [];
  const lacks: Lack[] = (ledger?.problems ?? []).map((problem) =>
    lack("ledger", `the ledger does not verify: ${problem}`),
  );
  for (const note of noted) {
    const found = forgedFault(note, ledger) ?? (await otherState(folder, card, digest, note));
    if (found !== null) lacks.push(lack(note.role, `signature of ${note.name} as ${note.role}: ${found}`));
  }
  const counted = ledger === null ? [] : ledger.signatures.filter((one) => one.card === digest);
  for (const { role, name, entry, fault } of counted)
    if (fault !== null)
      lacks.push(lack(role, `signature of ${name ?? "a person"} as ${role} (entry ${entry}): ${fault}`));
  for (const role of wanted)
    if (!counted.some((one) => one.role === role && one.fault === null))
      lacks.push(
        lack(
          role,
          `no ${role} has signed this card as it is: sluice card sign ${shellWord(folder)} --role ${role}`,
        ),
      );
  if (wanted.length > 0 && ledger?.development === true)
    lacks.push(
      lack(
        "gate",
        "it is signed at a development gate, where one person is everybody: a release needs two people",
      ),
    );
  return lacks;
}

function lack(id: string, message: string): Lack {
  return { kind: "unsigned", id, message };
}

/** Why the ledger does not have a signature that the card names; null where it does, or where there is no ledger. */
function forgedFault(note: SignatureNote, ledger: SignatureLedger | null): string | null {
  if (ledger === null) return null;
  if (note.gate !== ledger.origin)
    return `it is said to stand in the ledger "${note.gate}", and this one is "${ledger.origin}"`;
  const found = ledger.signatures.find(({ entry }) => entry === note.entry);
  if (found === undefined) return `the ledger has no signature of a card at entry ${note.entry}`;
  const differ = (["leaf", "card", "role", "name", "date"] as const).filter(
    (field) => found[field] !== null && found[field] !== note[field],
  );
  return differ.length === 0
    ? null
    : `its ${differ.join(", ")} is not what entry ${note.entry} of the ledger says`;
}

/** What changed since a card was signed; null where nothing did. */
async function otherState(
  folder: string,
  card: Card,
  digest: string,
  note: SignatureNote,
): Promise<string | null> {
  if (note.card === digest) return null;
  const signed = await signedCard(folder, note.card);
  if (signed === null) return "it is of another state of the card, or of another card";
  const parts = changedParts(signed, card);
  const more = parts.length > NAMED ? ` and ${parts.length - NAMED} more` : "";
  return `the card was changed since: ${parts.slice(0, NAMED).join(", ")}${more}`;
}

/** Where the card lies as it was signed. */
export function signedPath(folder: string, digest: string): string {
  return join(folder, "cards", "signed", `${digest}.yaml`);
}

/** The card as it was signed; null where it is not kept, or is not what was signed. */
async function signedCard(folder: string, digest: string): Promise<Card | null> {
  const path = signedPath(folder, digest);
  if (!existsSync(path)) return null;
  try {
    const card = parseCard(await readFile(path, "utf8"), path, questionsOf(folder));
    return cardDigest(card) === digest ? card : null;
  } catch (cause) {
    if (cause instanceof CliError) return null;
    throw cause;
  }
}
