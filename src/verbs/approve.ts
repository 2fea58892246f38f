import { isElsewhere } from "../gate/elsewhere.ts";
import { GateRefusal } from "../gate/gate.ts";
import { refusalOf } from "../gate/state/replay.ts";
import type { GateState } from "../gate/state/state.ts";
import type { Approved } from "../ledger/event.ts";
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
 * Grants a request that waits, from now by the ledger's clock, once the prompt filters were run again here.
 * @param how hours: null: as long as the rules say; note: for the ledger
 * @throws GateRefusal (exit code 3) when it does not wait, is one's own, the rules say no, or the filters block it here
 */
export async function approve(
  { [inside]: { gate, keys, now } }: GateSession,
  request: string,
  how: { readonly hours?: number | undefined; readonly note?: string | undefined } = {},
): Promise<Granted> {
  const hoursIn = ({ rules }: GateState) => how.hours ?? rules?.settings.grantHours ?? 0;
  const grant = (state: GateState, at: number): Approved => ({
    type: "approval",
    request,
    expires: new Date(at + hoursIn(state) * HOUR).toISOString(),
    note: how.note === undefined ? null : seal(how.note),
  });
  const state = await gate.refresh();
  const at = Math.max(state.clock, now().getTime());
  // Who may not approve waits for no filters.
  const refusal = refusalOf(state, gate.personOf(keys.signing), grant(state, at), at);
  if (refusal !== null) throw new GateRefusal("approve", refusal);
  const asked = state.requests.get(request);
  if (asked !== undefined) {
    // It brings the filters along, which a refusal does not need.
    const { judgePromptAgain } = await import("./prompt-again.ts");
    await judgePromptAgain(gate, asked, `approve ${request}`);
  }
  const hours = hoursIn(gate.state);
  const { seq, event } = await gate.act(keys.signing, (latest, _seq, moment) => grant(latest, moment));
  const { expires } = event as Approved;
  const elsewhere = isElsewhere(asked?.asked.model ?? "");
  const next = elsewhere ? "sluice gate submit, with the same list" : `sluice generate --request ${request}`;
  return { request, expires, hours, entry: seq, next };
}
