import type { Limits } from "../exposure/ladder.ts";
import type { OwnKeys } from "../keys/own-keys.ts";
import type { DecidedRun } from "../run/decided-run.ts";
import type { LabelFile } from "../run/labels.ts";
import type { Shared } from "../screens/kit/bound.ts";
import type { Binding } from "../screens/kit/keys.ts";
import type { FrameBody, Size } from "./frame.ts";

/** What a person opened the server with. */
export interface Settings {
  readonly reviewer: string;
  /** The dataset's new place, when it moved. */
  readonly data: string | null;
  readonly limits: Limits;
  /** Keys of their own. */
  readonly keys: OwnKeys;
  readonly now: () => Date;
}

/** What the shell offers to its screens. */
export interface Shell extends Shared {
  readonly settings: Settings;
  readonly view: DecidedRun;
  readonly labels: LabelFile;
  /** Of the page that was used last. */
  size(): Size;
  /** Something is to be drawn anew. */
  changed(): void;
}

/** What a screen shows of itself, and the keys that it answers to. */
export interface Face {
  readonly status: string;
  readonly command: string;
  readonly warnings: readonly string[];
  readonly body: FrameBody;
  readonly bindings: readonly Binding<() => void>[];
  /** Names what its keys act on, other than anything it acted on before; null while that is not drawn yet. */
  readonly shows: string | null;
  /** Names the same, whatever of it is shown; null while nothing of it is drawn. */
  readonly stands: string | null;
  /** What would be lost if the screen were left now, and what saves it. */
  readonly unsaved: string | null;
}

/** A screen that a browser draws. */
export interface Screen {
  face(): Face;
  /** Whether something is being written that must be on disk before anything more is drawn. */
  writing(): boolean;
  /** A page drew a face, and these pictures. */
  drawn(shows: string | null, pictures: readonly string[]): void;
  /** PNG bytes of a picture that is shown now. */
  picture(id: string): Uint8Array | undefined;
  /** Milliseconds until what is revealed hides by itself. */
  hidesIn(): number | null;
  /** Everything is covered: hides what was revealed. */
  cover(): void;
  /** The cover is taken off. */
  uncover(): void;
  /** Keeps what is on screen, or marked there, under a name; null where nothing can be kept. */
  readonly save: ((name: string) => void) | null;
  close(): void;
}
