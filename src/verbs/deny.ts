import { seal } from "../ledger/sealed.ts";
import { type GateSession, inside } from "./opened.ts";

/** A request that was refused, or withdrawn. */
export interface Denied {
  readonly request: string;
  readonly entry: number;
}

/** Refuses a request, or withdraws one's own. @throws GateRefusal (exit code 3) when it is over, or the rules say no */
export async function deny(
  { [inside]: { gate, keys } }: GateSession,
  request: string,
  reason: string,
): Promise<Denied> {
  const { seq } = await gate.act(keys.signing, { type: "denial", request, reason: seal(reason) });
  return { request, entry: seq };
}
