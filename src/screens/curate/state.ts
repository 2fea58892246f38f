import type { Curated } from "../../pipelines/curate/summary.ts";
import { oneLine } from "../../process/errors.ts";
import { DatasetOutOfReach } from "../../run/open-dataset.ts";
import { theKey } from "../kit/hints.ts";
import { type ListState, listStart, type Move, moveList } from "../kit/window.ts";

/** Where the writing of a dataset stands. */
export type CuratePhase =
  /** `reason` is why the last try wrote nothing. */
  | { readonly kind: "choosing"; readonly reason: string | null }
  | { readonly kind: "running" }
  | { readonly kind: "done"; readonly curated: Curated };

export interface CurateState {
  /** Over the lines that say what was written and what not. */
  readonly list: ListState;
  /** Place of the chosen format in the list of formats. */
  readonly format: number;
  /** Folder to write to. */
  readonly to: string;
  readonly phase: CuratePhase;
}

export type CurateAction =
  | (Move & { readonly total: number; readonly height: number })
  /** The next of so many formats. */
  | { readonly type: "format"; readonly formats: number }
  | { readonly type: "to"; readonly to: string }
  | { readonly type: "begun" }
  | { readonly type: "done"; readonly curated: Curated }
  | { readonly type: "failed"; readonly reason: string };

/** @param run the run's folder, after whose name the new one is called */
export function curateStart(run: string): CurateState {
  const to = `curated/${run.split("/").at(-1) ?? "dataset"}`;
  return { list: listStart, format: 0, to, phase: { kind: "choosing", reason: null } };
}

const choosing: CuratePhase = { kind: "choosing", reason: null };

export function curateState(state: CurateState, action: CurateAction): CurateState {
  switch (action.type) {
    case "move":
      return { ...state, list: moveList(state.list, action.move, action.total, action.height) };
    case "format":
      return { ...state, format: (state.format + 1) % action.formats, phase: choosing };
    case "to":
      return { ...state, to: action.to, phase: choosing };
    case "begun":
      return { ...state, list: listStart, phase: { kind: "running" } };
    case "done":
      return { ...state, phase: { kind: "done", curated: action.curated } };
    case "failed":
      return { ...state, phase: { kind: "choosing", reason: action.reason } };
  }
}

/** Where a curation that was left goes on: what came of it stands there still; one that was stopped by leaving says so. */
export function leftAt(state: CurateState): CurateState {
  if (state.phase.kind !== "running") return state;
  return { ...state, phase: { kind: "choosing", reason: STOPPED } };
}

const STOPPED = `stopped; ${theKey("enter")} goes on after the last whole shard`;

/** Why a writing that threw wrote no more. */
export function reasonOf(error: unknown, stopped: boolean): string {
  if (stopped) return STOPPED;
  return error instanceof DatasetOutOfReach ? `${oneLine(error)}; here: :data URI` : oneLine(error);
}
