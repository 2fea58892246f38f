import type { GateEvent } from "../../src/ledger/event.ts";
import type { Name } from "./gate-world.ts";

/** The gate as a person would explain it: no Cedar, no entries, a page of code. */
interface ImageModel {
  readonly owner: Name;
  readonly verdict: "pass" | "block" | "fault";
  readonly measured: Set<Name>;
  readonly seen: Map<Name, number>;
  readonly verdicts: Map<Name, "pass" | "reject">;
  released: boolean;
  destroyed: boolean;
}
interface RequestModel {
  readonly owner: Name;
  status: "waiting" | "granted" | "denied" | "generating" | "done";
}
export interface Model {
  readonly requests: Map<string, RequestModel>;
  readonly images: Map<string, ImageModel>;
}

const may: Readonly<Record<string, readonly Name[]>> = {
  ask: ["ann", "both"],
  approve: ["bo", "both", "cy"],
  review: ["bo", "both"],
  release: ["bo", "both", "cy"],
};

/** Whether the model lets a person do this now, and what follows. */
export function expected(model: Model, who: Name, event: GateEvent): (() => void) | null {
  const request = "request" in event ? model.requests.get(event.request) : undefined;
  const image = "image" in event ? model.images.get(event.image) : undefined;
  const kept = image !== undefined && image.verdict !== "fault" && !image.destroyed;
  switch (event.type) {
    case "approval":
      return request?.status === "waiting" && request.owner !== who && may["approve"]?.includes(who)
        ? () => void Object.assign(request, { status: "granted" })
        : null;
    case "denial":
      return request &&
        request.status !== "denied" &&
        request.status !== "done" &&
        (request.owner === who || may["approve"]?.includes(who))
        ? () => void Object.assign(request, { status: "denied" })
        : null;
    case "generation-started":
      return request &&
        (request.status === "granted" || request.status === "generating") &&
        request.owner === who
        ? () => void Object.assign(request, { status: "generating" })
        : null;
    case "image-judged": {
      const id = `${event.request}.${event.index}`;
      if (
        request?.status !== "generating" ||
        request.owner !== who ||
        event.index > 1 ||
        model.images.has(id)
      )
        return null;
      return () => {
        model.images.set(id, {
          owner: who,
          verdict: event.verdict,
          measured: new Set(),
          seen: new Map(),
          verdicts: new Map(),
          released: false,
          destroyed: false,
        });
        if (model.images.has(`${event.request}.0`) && model.images.has(`${event.request}.1`))
          request.status = "done";
      };
    }
    case "image-rechecked": {
      if (!kept || image.owner === who || image.verdict !== "pass") return null;
      return [...(may["review"] ?? []), "dee"].includes(who) ? () => void image.measured.add(who) : null;
    }
    case "reveal": {
      if (image?.verdict === "pass" && !image.measured.has(who)) return null;
      if (!kept || image.owner === who) return null;
      const allowed = image.verdict === "pass" ? [...(may["review"] ?? []), "dee"] : ["dee"];
      if (!allowed.includes(who) || (image.verdict !== "pass" && event.reason === null)) return null;
      return () => void image.seen.set(who, Math.max(event.rung, image.seen.get(who) ?? 0));
    }
    case "image-reviewed": {
      if (image?.verdict !== "pass" || image.released || image.owner === who || !may["review"]?.includes(who))
        return null;
      // Nobody takes back their own rejection.
      if (event.verdict === "pass" && image.verdicts.get(who) === "reject") return null;
      if (event.verdict === "pass" && (!kept || event.rung < 4 || (image.seen.get(who) ?? 0) < event.rung))
        return null;
      return () => void image.verdicts.set(who, event.verdict);
    }
    case "release": {
      const verdicts = [...(image?.verdicts.values() ?? [])];
      if (!kept || image.verdict !== "pass" || image.owner === who || !may["release"]?.includes(who))
        return null;
      return verdicts.includes("pass") && !verdicts.includes("reject")
        ? () => void Object.assign(image, { released: true })
        : null;
    }
    case "destroyed": {
      const refused = image && (image.verdict !== "pass" || [...image.verdicts.values()].includes("reject"));
      return kept && who === "cy" && (refused || image.released)
        ? () => void Object.assign(image, { destroyed: true })
        : null;
    }
    default:
      return null;
  }
}
