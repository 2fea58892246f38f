/** What the page draws, as JSON: all that leaves the server besides pictures. This file imports nothing: the page reads it too. */

/** Pixels and letters that the page has room for. */
export interface Size {
  /** Letters in a line of a caption, and lines of it. */
  readonly columns: number;
  readonly lines: number;
  /** CSS pixels of what lies between the title and the keys. */
  readonly width: number;
  readonly height: number;
}

/** A picture as far as it is shown; its pixels are asked for by `id`, and hold no more than its rung. */
export type FramePicture =
  | { readonly state: "waiting"; readonly words: string }
  | { readonly state: "none"; readonly words: string }
  | { readonly state: "here"; readonly id: string; readonly alt: string };

/** A rule that fires. */
export interface FrameRule {
  readonly id: string;
  readonly reason: string;
  readonly decides: boolean;
}

/** A score beside what a rule asks of it. */
export interface FrameScore {
  readonly id: string;
  readonly text: string;
  /** Length of its bar and places of its cuts, in [0, 1]; null where it is no share. */
  readonly share: number | null;
  readonly cuts: readonly number[];
  readonly reached: boolean;
}

/** Which rules fire and how high the scores are. */
export interface FrameFacts {
  readonly says: string;
  readonly rules: readonly FrameRule[];
  readonly scores: readonly FrameScore[];
  readonly where: string | null;
}

/** One pair, as far as the reviewer climbed the exposure ladder. */
export interface FramePair {
  readonly kind: "pair";
  readonly about: string;
  readonly rungs: readonly string[];
  readonly rung: number;
  readonly key: string;
  /** Masked unless `clear`. */
  readonly caption: readonly string[];
  readonly clear: boolean;
  /** What of the caption lies below or above. */
  readonly more: string;
  readonly remarks: string;
  /** What stands there while nothing of the pair is shown. */
  readonly hint: string;
  readonly picture: FramePicture | null;
  readonly facts: FrameFacts | null;
}

/** One tile of the gallery. */
export interface FrameTile {
  readonly position: number;
  readonly key: string;
  readonly name: string;
  readonly words: string;
  readonly tone: string;
  readonly marked: boolean;
  readonly chosen: boolean;
  readonly picture: FramePicture | null;
}

/** Pairs as a grid. */
export interface FrameGallery {
  readonly kind: "gallery";
  /** What led to these pairs; empty where all are shown. */
  readonly led: string;
  readonly rungs: readonly string[];
  readonly rung: number;
  readonly across: number;
  readonly down: number;
  readonly tiles: readonly FrameTile[];
  /** What stands there where no pair does. */
  readonly empty: string;
}

/** What stands between the title and the keys. */
export type FrameBody =
  | FramePair
  | FrameGallery
  | { readonly kind: "lines"; readonly lines: readonly string[] }
  /** Everything is hidden, what it is of too. */
  | { readonly kind: "covered"; readonly lines: readonly string[] }
  | { readonly kind: "ended"; readonly lines: readonly string[] };

/** A key and what it does. */
export interface FrameKey {
  readonly keys: readonly string[];
  readonly label: string;
  readonly help: string;
  readonly bar: string | null;
  /** What it acts on; it does nothing before that was drawn. */
  readonly about: string | null;
  /** It is enough that this was drawn before, whatever of it is shown by now. */
  readonly once: boolean;
  /** It is enough that the place was drawn, if only what is on its way there. */
  readonly everywhere: boolean;
}

/** What stands in a frame, by name: each is null while it is not drawn. */
export interface FrameSeen {
  readonly place: string | null;
  /** The screen there itself. */
  readonly screen: string | null;
  /** What keys act on, as it is shown. */
  readonly shows: string | null;
  /** The same, whatever of it is shown. */
  readonly stands: string | null;
}

/** A line that is typed, or a menu. */
export interface FrameOverlay {
  readonly kind: "help" | "palette" | "question";
  readonly label: string;
  readonly text: string;
  readonly entries: readonly { readonly label: string; readonly help: string }[];
  readonly cursor: number;
}

/** One state of the interface. */
export interface Frame {
  /** Grows with every change. */
  readonly number: number;
  /** Keys, lines and choices that were heard of the page that this is for, since it was opened. */
  readonly heard: number;
  readonly title: string;
  readonly status: string;
  readonly command: string;
  readonly notice: { readonly text: string; readonly kind: "info" | "warning" } | null;
  /** What else must be read, such as that a break is due. */
  readonly warnings: readonly string[];
  readonly body: FrameBody;
  readonly overlay: FrameOverlay | null;
  readonly keys: readonly FrameKey[];
  /** Keys act on nothing else. */
  readonly seen: FrameSeen;
  /** Milliseconds until what is revealed hides by itself: the page does it even where the server cannot be heard. */
  readonly hidesIn: number | null;
}

/** What the page says to the server; each carries the id of its tab. */
export type PageSaid =
  /** A key, and the last frame that was drawn when it was typed. */
  | { readonly type: "key"; readonly name: string; readonly frame: number }
  /** The whole line that stands in the question or menu now. */
  | { readonly type: "text"; readonly text: string }
  /** An entry of the open menu, counted from 0, and the last frame that was drawn when it was chosen. */
  | { readonly type: "chosen"; readonly entry: number; readonly frame: number }
  /** A frame stands on the screen, and these of its pictures are decoded and in sight. */
  | { readonly type: "drawn"; readonly frame: number; readonly pictures: readonly string[] }
  | { readonly type: "size"; readonly size: Size };

/** Whether a frame that knows of it may have another line to type in. */
export function isTyped({ type }: PageSaid): boolean {
  return type === "key" || type === "text" || type === "chosen";
}
