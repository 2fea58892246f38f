import type { Version } from "../../ledger/entry.ts";
import type { GateEvent, Person } from "../../ledger/event.ts";
import { localMoment, type Settings } from "../rules/settings.ts";
import { namesOf } from "./same-person.ts";
import { type GateState, usedOn } from "./state.ts";

/** What Cedar is told of how things stand with whoever acts: the hour, their quota, what they ask for. */
export function circumstances(
  state: GateState,
  actor: Person,
  event: GateEvent,
  settings: Settings,
  at: number,
  version: Version,
): Record<string, string | number | boolean | string[]> {
  const { weekday, minute } = localMoment(at, settings.hours);
  const { requests, images } = usedOn(state, namesOf(state, actor.id, version), at);
  const quota = actor.quota ?? settings.quota;
  return {
    weekday,
    minute,
    days: [...settings.hours.days],
    opens: settings.hours.opens,
    closes: settings.hours.closes,
    // A comparison was counted when it began.
    requestsToday: event.type === "drawing-revealed" ? 0 : requests,
    requestsPerDay: quota.requests,
    imagesToday: images,
    imagesPerDay: quota.images,
    images: imagesAsked(event),
    rung: event.type === "reveal" || event.type === "image-reviewed" ? event.rung : 0,
    // A rejection needs no look.
    leastRung: event.type === "image-reviewed" && event.verdict === "reject" ? 0 : settings.leastRung,
    destroyAfterDays: settings.destroyAfterDays,
    explained: event.type === "reveal" && event.reason !== null,
  };
}

/** Images that count against the quota: those that somebody may see. */
function imagesAsked(event: GateEvent): number {
  if (event.type === "request") return event.images;
  return event.type === "drawing-started" && event.purpose === "compare" ? event.counts.images : 0;
}
