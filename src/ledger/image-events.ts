import type { Sealed } from "./sealed.ts";

/** The judgement at one stage hand-off, or after the last stage. */
export interface StageJudgement {
  readonly stage: string;
  /** Side of the picture, pixels. */
  readonly size: number;
  readonly verdict: "pass" | "block" | "fault";
  readonly rules: readonly string[];
  readonly scores: Readonly<Record<string, number>>;
}

/** A file that rests encrypted in the quarantine. */
export interface SealedFile {
  /** SHA-256 (hex) of the encrypted bytes, which name the file. */
  readonly sha256: string;
  readonly bytes: number;
}

/** One image and what every stage's filters said; `fault`: not a picture (not finite, black), told apart from a block. */
export interface ImageJudged {
  readonly type: "image-judged";
  readonly request: string;
  /** Which of the request's images, counted from 0. */
  readonly index: number;
  readonly verdict: "pass" | "block" | "fault";
  readonly rules: readonly string[];
  readonly stages: readonly StageJudgement[];
  /** Null where nothing was kept: a fault, or a block that the rules destroy at once. */
  readonly sealed: SealedFile | null;
  /** SHA-256 (hex) of the clear pixels' bytes, so that a release can be matched; null where nothing was kept. */
  readonly content: string | null;
  /** SHA-256 (hex) of the receipt; null where generation stopped before the last stage. */
  readonly receipt: string | null;
}

/** Written before anything is shown. */
export interface Revealed {
  readonly type: "reveal";
  /** Image id: `<request>.<index>`. */
  readonly image: string;
  /** Rung of the exposure ladder that may be shown from now on, 2 (edges) to 5 (colour). */
  readonly rung: number;
  readonly reason: Sealed | null;
}

export interface ImageReviewed {
  readonly type: "image-reviewed";
  readonly image: string;
  readonly verdict: "pass" | "reject";
  /** Highest rung that was shown, 0 (text) to 5 (colour). */
  readonly rung: number;
  /** Seconds that it took. */
  readonly seconds: number;
  readonly note: Sealed | null;
  /** Why a pass overrides what other reviewers rejected; absent where it overrides nothing. */
  readonly override?: Sealed;
}

export interface Released {
  readonly type: "release";
  readonly image: string;
  readonly file: {
    readonly sha256: string;
    readonly bytes: number;
    readonly format: "png" | "jpeg" | "webp";
  };
  /** What the file says of its origin; null where it does not. */
  readonly provenance: {
    /** SHA-256 (hex) of the receipt that the file's C2PA manifest carries. */
    readonly c2pa: string | null;
    readonly iptc: boolean;
    /** Payload of the invisible watermark (hex). */
    readonly watermark: string | null;
  };
  readonly receipt: string;
}

/** Several images that were released before leave once more, drawn small in one file. */
export interface SheetReleased {
  readonly type: "sheet";
  /** Ids of the images on it, in order. */
  readonly images: readonly string[];
  readonly file: Released["file"];
  readonly provenance: Released["provenance"];
}

/** The sealed file is gone; its digest and scores stay. */
export interface Destroyed {
  readonly type: "destroyed";
  readonly image: string;
  readonly reason: Sealed;
}
