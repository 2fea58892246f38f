import type { Context } from "../../process/events.ts";
import type { Refusal } from "./messages.ts";

/** Where a network runs, and which devices were tried before in vain. */
interface Placed {
  readonly device: string;
  readonly refused: readonly Refusal[];
}

/** Says why devices do not serve, each reason once, whichever of a cascade's networks met it. */
export function refusalTeller(emit: Context["emit"]): (placed: Placed) => void {
  const told = new Set<string>();
  return ({ device, refused }) => {
    const news = [...new Set(refused.map((one) => `not on ${one.device}: ${one.reason}`))].filter(
      (reason) => !told.has(reason),
    );
    if (news.length === 0) return;
    for (const reason of news) told.add(reason);
    emit({ type: "note", text: [`on ${device}`, ...news].join("; ") });
  };
}
