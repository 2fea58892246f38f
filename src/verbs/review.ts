import { releaseHindrance } from "../gate/state/state.ts";
import { seal } from "../ledger/sealed.ts";
import type { Reason } from "../process/reason.ts";
import { type GateSession, inside } from "./opened.ts";
import { checkedReceipt } from "./receipt-check.ts";

/** A person's verdict on a sealed image. */
export interface Verdict {
  readonly image: string;
  readonly verdict: "pass" | "reject";
  readonly note?: string | undefined;
  /** Why a pass overrides what another reviewer rejected. */
  readonly override?: string | undefined;
  /** When the person began to look; absent: when the ledger says that they first opened it. */
  readonly since?: Date;
}

/** A verdict that was recorded. */
export interface Reviewed {
  readonly image: string;
  readonly verdict: "pass" | "reject";
  /** Highest rung of the exposure ladder that the person opened, 0 (text) to 5 (colour). */
  readonly rung: number;
  readonly entry: number;
  /** Why the image may not be released yet; null where it may. */
  readonly hindrance: Reason | null;
}

/**
 * Signs a verdict on a sealed image.
 * @throws GateRefusal, Refused (exit code 3) when the person did not open it far enough to pass it, its receipt is not
 * of what the ledger says drew it, or the rules say no
 */
export async function review(session: GateSession, wanted: Verdict): Promise<Reviewed> {
  const { gate, keys } = session[inside];
  const { image, verdict, note, override } = wanted;
  const reviewed = gate.state.images.get(image);
  // What drew it is what the request was granted for; a rejection needs no receipt.
  if (verdict === "pass" && reviewed?.judged.verdict === "pass")
    await checkedReceipt(gate, reviewed, `review "${image}"`);
  const rung = gate.state.images.get(image)?.revealed.get(session.me.id) ?? 0;
  const { seq } = await gate.act(keys.signing, {
    type: "image-reviewed",
    image,
    verdict,
    rung,
    seconds: secondsOf(session, wanted),
    note: note === undefined ? null : seal(note),
    ...(override === undefined ? {} : { override: seal(override) }),
  });
  const known = gate.state.images.get(image);
  const hindrance = known === undefined ? null : releaseHindrance(gate.state, known);
  return { image, verdict, rung, entry: seq, hindrance };
}

/** Whole seconds since the person began, or first opened the image; 0 where they never did. */
function secondsOf({ [inside]: { gate, keys, now } }: GateSession, { image, since }: Verdict): number {
  const key = keys.signing.public.id;
  const opened = gate.entries.find(
    (entry) => entry.event.type === "reveal" && entry.event.image === image && entry.key === key,
  );
  const began = since?.getTime() ?? (opened === undefined ? null : Date.parse(opened.time));
  return began === null ? 0 : Math.max(0, Math.round((now().getTime() - began) / 1000));
}
