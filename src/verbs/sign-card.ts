import { existsSync } from "node:fs";
import type { RecordedSignature, SignatureLedger } from "../cards/sign-off.ts";
import { standingFault } from "../gate/state/card-signatures.ts";
import type { CardSignature, GateState } from "../gate/state/state.ts";
import { verifiedState } from "../gate/verify.ts";
import type { CardSigned } from "../ledger/card-signed.ts";
import { seal } from "../ledger/sealed.ts";
import { CliError } from "../process/errors.ts";
import { counted } from "../process/figures.ts";
import { printable } from "../process/printable.ts";
import { type GateSession, inside } from "./opened.ts";
import { gateAt } from "./session.ts";
import { ledgerAt } from "./verify.ts";

/** What a person signs. */
export interface CardToSign extends Pick<CardSigned, "card" | "subject" | "role" | "profile" | "files"> {
  /** What the card calls what it is about. */
  readonly title: string;
  readonly note?: string | undefined;
}

/** A card's signature, and the ledger in which it stands. */
export interface SignedCard extends RecordedSignature {
  readonly name: string;
  readonly gate: string;
  /** Whether it stood there before. */
  readonly before: boolean;
}

/**
 * Signs a card in a role of one's own; where the same person signed it in that role before, that signature is found again.
 * @throws GateRefusal (exit code 3) where the role is not theirs, they signed in another one, or the rules say no
 */
export async function signCard(session: GateSession, what: CardToSign): Promise<SignedCard> {
  const { gate, keys } = session[inside];
  const { title, note, ...signed } = what;
  const mine = () =>
    gate.state.signatures.find(
      (one) =>
        one.card === what.card &&
        one.role === what.role &&
        one.person === session.me.id &&
        standingFault(gate.state, one) === null,
    );
  const before = mine();
  if (before === undefined)
    await gate.act(keys.signing, {
      type: "card-signed",
      ...signed,
      title: seal(title),
      note: note === undefined ? null : seal(note),
    });
  const found = recorded(gate.state, mine() as CardSignature);
  return { ...found, name: session.me.name, gate: gate.state.origin, before: before !== undefined };
}

/** A ledger that signatures are looked for in. */
export interface SignatureSource {
  readonly env: NodeJS.ProcessEnv;
  /** A gate's or an export's folder; default: the gate. */
  readonly gate?: string | undefined;
  /** Files of checkpoints, and stewards' public keys, from elsewhere. */
  readonly checkpoints: readonly string[];
  readonly keys: readonly string[];
}

/**
 * Every signature of a card in a ledger, which is verified first; null where no gate was named and there is none.
 * @throws CliError (exit code 2) for a ledger, a key or a checkpoint that cannot be read
 */
export async function signatureLedger(source: SignatureSource): Promise<SignatureLedger | null> {
  const { folder } = gateAt(source.env, source.gate);
  if (!existsSync(folder)) {
    if (source.gate === undefined) return null;
    throw new CliError(
      `Cannot look for signatures in "${folder}": there is nothing; wanted a gate or an export`,
      {
        exitCode: 2,
      },
    );
  }
  const { path, against } = await ledgerAt(folder, source);
  const { found, state } = await verifiedState(path, against);
  return {
    origin: found.origin,
    development: found.development,
    problems: found.problems,
    signatures: state.signatures.map((one) => recorded(state, one)),
    notes: [
      ...(found.pinned
        ? []
        : [
            `signatures rest on the first key of ledger ${found.origin} (${found.root_of_trust}), taken on trust: --steward-key pins it`,
          ]),
      ...(found.unanchored === 0
        ? []
        : [
            `no checkpoint covers the last ${counted(found.unanchored, "entry", "entries")} of the ledger: nobody outside could tell if some were cut off`,
          ]),
    ],
  };
}

function recorded(state: GateState, one: CardSignature): RecordedSignature {
  const name = state.people.get(one.person)?.name.value;
  return {
    ...{ entry: one.seq, leaf: Buffer.from(one.leaf).toString("hex"), card: one.card, role: one.role },
    name: name == null ? null : printable(name),
    date: one.time.slice(0, 10),
    fault: standingFault(state, one),
  };
}
