import type { CardSigned } from "../../ledger/card-signed.ts";
import type { Reason } from "../../process/reason.ts";
import { samePerson } from "./same-person.ts";
import type { CardSignature, GateState } from "./state.ts";

/**
 * Why a person does not sign a card now: a role that is not theirs, twice, or in a second role beside their own; a
 * development gate is one person. Null where they may. The rules come on top.
 */
export function cardFault(
  state: GateState,
  actor: string,
  { card, role }: Pick<CardSigned, "card" | "role">,
): Reason | null {
  const why = (rule: string, reason: string): Reason => ({ rule, reason });
  if (!state.people.get(actor)?.roles.includes(role))
    return why(
      "another-role",
      `a card is signed in a role of one's own, and ${role} is none of this person's`,
    );
  const own = state.signatures.filter(
    (one) => one.card === card && standingFault(state, one) === null && samePerson(state, one.person, actor),
  );
  if (own.some((one) => one.role === role && one.person === actor))
    return why("signed-already", `this person signed this card as ${role} already`);
  const other = own.find((one) => one.role !== role || one.person !== actor);
  return other === undefined || state.rules?.settings.development !== false
    ? null
    : why(
        "same-person",
        `one person signs a card once: it has this person's signature as ${other.role} (entry ${other.seq})`,
      );
}

/** Why a signature of a card counts no longer: its key, its person or their role is gone since. Null where it counts. */
export function standingFault(
  { people }: Pick<GateState, "people">,
  { person: id, key, role }: Pick<CardSignature, "person" | "key" | "role">,
): string | null {
  const person = people.get(id);
  const held = person?.keys.find((one) => one.id === key)?.status;
  // What a lost key signed before it was reported stays, as every other entry of it does.
  if (held !== "active" && held !== "lost") return "the key that signed it was revoked";
  if (person?.status !== "active") return "access of who signed it was revoked";
  return person.roles.includes(role) ? null : `who signed it is no ${role} any more`;
}
