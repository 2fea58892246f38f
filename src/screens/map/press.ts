import type { Inspection } from "../../../datasets/index.ts";
import { theKey } from "../kit/hints.ts";
import { type Outcome, type Say, told } from "../kit/intents.ts";
import { editedMap } from "./edit.ts";
import type { MapIntent } from "./keys.ts";
import type { MapAction, MapState } from "./state.ts";

/** Audits the dataset, by the map where that was changed. */
export interface BeginAudit {
  readonly type: "begin";
  readonly map: Inspection["map"] | null;
}

/** What the face knows when a key is pressed. */
export interface MapAround {
  /** What was found by the proposal. */
  readonly found: Pick<Inspection, "map" | "fields">;
  /** Why the map as it is now cannot be followed; null where it can. */
  readonly refusal: string | null;
  readonly height: number;
}

/** What an intent comes to. */
export function pressed(
  state: MapState,
  intent: MapIntent,
  { found: { map, fields }, refusal, height }: MapAround,
): Outcome<MapAction, BeginAudit | Say> {
  switch (intent.type) {
    case "move":
      return { effects: [], action: { ...intent, total: fields.length, height } };
    case "take": {
      const field = fields[state.list.cursor];
      if (field === undefined) return told("there is no field to say something of", "warning");
      return { effects: [], action: { ...intent, field } };
    }
    case "forget":
      return { effects: [], action: intent };
    case "audit": {
      if (refusal !== null)
        return told(`${refusal}; ${theKey("x")} goes back to what was proposed`, "warning");
      const isChanged = Object.keys(state.changes).length > 0;
      return {
        effects: [{ type: "begin", map: isChanged ? editedMap(map, fields, state.changes) : null }],
        action: null,
      };
    }
  }
}
