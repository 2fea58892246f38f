import { createContext, useContext, useLayoutEffect } from "react";
import type { Limits } from "../../exposure/ladder.ts";
import type { TerminalGraphics } from "../../exposure/terminal/graphics.ts";
import type { OwnKeys } from "../../keys/own-keys.ts";
import type { DecidedRun } from "../../run/decided-run.ts";
import type { LabelFile } from "../../run/labels.ts";
import type { Shared } from "../../screens/kit/bound.ts";
import type { Binding } from "../../screens/kit/keys.ts";
import type { Route } from "../../screens/route.ts";
import type { GateOpener } from "../../verbs/opener.ts";
import type { Canvas } from "./canvas.ts";

/** What a person started the interface with. */
export interface Settings {
  /** Folder in which runs are looked for and made. */
  readonly runsFolder: string;
  /** By which runs are opened; without it, each by its own. */
  readonly policy: string | undefined;
  readonly reviewer: string;
  /** The dataset's new place, when it moved. */
  readonly data: string | null;
  /** CLIP model that pictures are looked at by; without it, the one that Sluice names. */
  readonly clip?: string | undefined;
  readonly limits: Limits;
  /** Columns that stand first in tables of pairs; absent is the order of the house. */
  readonly columns?: readonly string[];
  /** Keys of their own. */
  readonly keys: OwnKeys;
  /** Writes escape sequences past Ink: uploads of images, the terminal's title. */
  readonly write: (sequence: string) => void;
  readonly graphics: TerminalGraphics;
  /** Where pictures are drawn over frames; absent where the terminal has no need of it. */
  readonly canvas?: Canvas;
  readonly now: () => Date;
  readonly gate: GateOpener;
}

/** What a screen shows of itself in the frame, and the keys that it answers to. */
export interface ScreenFace {
  /** Right part of the title line. */
  readonly status: string;
  readonly bindings: readonly Binding<() => void>[];
  /** The same on the command line. */
  readonly command: string;
  /** By which policy what is on screen was made, where that is not the one that decides the run. */
  readonly policy?: string | undefined;
  /** Whether the screen is still on its way: keys that only it can answer wait for it. */
  readonly waiting?: boolean;
  /** Words that Tab completes in a predicate after `:where`. */
  readonly words?: readonly string[];
  /** Names what its keys act on, other than anything it acted on before; null while that is not drawn yet. */
  readonly shows?: string | null;
  /** Names the same, whatever of it is shown; null while nothing of it is drawn. */
  readonly stands?: string | null;
  /** What would be lost if the screen were left now, and what saves it, as `2 moved cuts are not saved: S saves`; null or absent where nothing would. */
  readonly unsaved?: string | null;
  /** Saves what is on screen, or marked there, under a name; absent where nothing can be. */
  readonly save?: (name: string) => void;
  /** Before the screen is left; absent where nothing has to be put away. */
  readonly onLeave?: () => void;
  /** Before everything is covered: hides what was revealed. */
  readonly onPanic?: () => void;
  /** Once the cover is taken off. */
  readonly onReturn?: () => void;
}

/** What the app offers to its screens. */
export interface Interface extends Shared {
  readonly settings: Settings;
  /** Cells that a screen may fill. */
  readonly size: { readonly columns: number; readonly rows: number };
  /** Goes on to a screen that takes the place of this one: back leads past it. */
  replace(route: Route): void;
  back(): void;
  /** The run, opened once and shared by its screens. @throws CliError */
  openRun(folder: string): Promise<DecidedRun>;
  /** Another policy for the open run, and for those opened later. @throws CliError */
  decideBy(folder: string, policy: string): Promise<DecidedRun>;
  /** The open run with the columns that it has by now, by the policy that it stands by; screens begin anew unless said. @throws CliError */
  reread(folder: string, screens?: "anew" | "as it is drawn"): Promise<DecidedRun>;
  /** Where the dataset lies now: the screen looks for it there. */
  movedTo(uri: string): void;
  /** The reviewer's label file of a run, opened once. @throws CliError */
  openLabels(folder: string): Promise<LabelFile>;
  face(face: ScreenFace): void;
}

export const InterfaceContext = createContext<Interface | null>(null);

/** The app around a screen. */
export function useInterface(): Interface {
  const found = useContext(InterfaceContext);
  if (found === null) throw new Error("a screen must stand in the app");
  return found;
}

/** Shows a screen's status and keys in the frame, as of this render: before the next key can come. */
export function useFace(face: ScreenFace): void {
  const app = useInterface();
  useLayoutEffect(() => app.face(face));
}
