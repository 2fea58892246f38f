import { isElsewhere } from "../gate/elsewhere.ts";
import { seal } from "../ledger/sealed.ts";
import { type GateSession, inside } from "./opened.ts";

const HOUR = 3_600_000;

/** A request that was granted. */
export interface Granted {
  readonly request: string;
  /** ISO 8601: when the grant ends. */
  readonly expires: string;
  /** Hours that it holds. */
  readonly hours: number;
  readonly entry: number;
  /** What its requester does next. */
  readonly next: string;
}

/**
 * Grants a request that waits, from now by the ledger's clock.
 * @param how hours: null: as long as the rules say; note: for the ledger
 * @throws GateRefusal (exit code 3) when it does not wait, is one's own, or the rules say no
 */
export async function approve(
  { [inside]: { gate, keys } }: GateSession,
  request: string,
  how: { readonly hours?: number | undefined; readonly note?: string | undefined } = {},
): Promise<Granted> {
  let hours = 0;
  let expires = "";
  const { seq } = await gate.act(keys.signing, (state, _seq, at) => {
    hours = how.hours ?? state.rules?.settings.grantHours ?? 0;
    expires = new Date(at + hours * HOUR).toISOString();
    return { type: "approval", request, expires, note: how.note === undefined ? null : seal(how.note) };
  });
  const elsewhere = isElsewhere(gate.state.requests.get(request)?.asked.model ?? "");
  const next = elsewhere ? "sluice gate submit, with the same list" : `sluice generate --request ${request}`;
  return { request, expires, hours, entry: seq, next };
}
