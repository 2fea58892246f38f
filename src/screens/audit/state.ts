import { oneLine } from "../../process/errors.ts";
import type { RunEvent } from "../../process/events.ts";
import { counted } from "../../process/figures.ts";
import { noProgress, type Progress, progress } from "../../process/progress.ts";
import { theKey } from "../kit/hints.ts";

/** How an audit ended, in words. */
export interface Ending {
  readonly kind: "done" | "failed" | "stopped";
  readonly text: string;
}

export interface AuditState {
  /** Grows with each audit of this screen: one begins at each. */
  readonly attempt: number;
  /** Null while it goes on. */
  readonly ending: Ending | null;
}

export type AuditAction = { readonly type: "again" } | { readonly type: "ended"; readonly ending: Ending };

export const auditStart: AuditState = { attempt: 0, ending: null };

/** One audit at a time; another begins only once the one before has ended. */
export function auditState(state: AuditState, action: AuditAction): AuditState {
  switch (action.type) {
    case "again":
      return state.ending === null ? state : { attempt: state.attempt + 1, ending: null };
    case "ended":
      return { ...state, ending: action.ending };
  }
}

/** What an audit that came to its end says. */
export function endingOf({
  complete,
  shardsFailed,
  trouble,
}: {
  readonly complete: boolean;
  readonly shardsFailed: number;
  /** Why a run that is whole could not be decided. */
  readonly trouble: Error | null;
}): Ending {
  if (!complete)
    return {
      kind: "failed",
      text: `${counted(shardsFailed, "shard")} failed, see above; ${theKey("a")} tries them again`,
    };
  const but = trouble === null ? "" : `, but not decided: ${oneLine(trouble)}`;
  return { kind: "done", text: `every shard is done${but}: ${theKey("enter")} opens the run` };
}

/** What an audit that threw says. */
export function endingOfError(error: unknown, stopped: boolean): Ending {
  if (stopped) return { kind: "stopped", text: `stopped; ${theKey("a")} goes on where it was` };
  return { kind: "failed", text: oneLine(error) };
}

/** What the events of an audit come to; times are milliseconds since 1970. */
export interface Watch {
  readonly progress: Progress;
  /** Troubles of shards, the newest last. */
  readonly troubles: readonly string[];
  readonly started: number;
}

/** Most troubles that are kept. */
const TROUBLES = 200;

export function watchStart(now: number): Watch {
  return { progress: noProgress, troubles: [], started: now };
}

/** What one event adds; time counts from when the audit has opened its dataset. */
export function watched(watch: Watch, event: RunEvent, now: number): Watch {
  const { troubles, started } = watch;
  return {
    progress: progress(watch.progress, event),
    troubles:
      event.type === "trouble"
        ? [...troubles, `${event.shard}: ${event.trouble}`].slice(-TROUBLES)
        : troubles,
    started: event.type === "run-started" ? now : started,
  };
}
