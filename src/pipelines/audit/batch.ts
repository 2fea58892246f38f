import type { NamedText } from "../../../datasets/index.ts";
import type { Column, FilterId, Row } from "../../../filters/index.ts";
import type { ModuleFile } from "../../extensions/module-file.ts";
import type { SealedHit } from "../../harm/hits.ts";
import type { PdqEntries } from "../../harm/pdq-matcher.ts";
import type { RunModule } from "../../run/run.ts";

/** An image on its way to a worker. */
export interface RawImage {
  readonly name: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Whether it is what the pair is of; a further member's may be a mask or the like. */
  readonly own: boolean;
}

/** A pair on its way to a worker: everything that it carries and that can be measured. */
export interface RawPair {
  readonly key: string;
  readonly row: number;
  readonly captions: readonly string[];
  readonly images: readonly RawImage[];
  readonly texts: readonly NamedText[];
  /** What its fields are called, where that may say something. */
  readonly words: readonly string[];
  /** What of it nothing can measure and a person could look at or read. */
  readonly unmeasured: readonly string[];
  /** Values of the columns of its source. */
  readonly source: Row;
  readonly sample?: string;
  readonly url?: string;
  readonly license?: string;
  readonly error?: string;
  /** Why nothing of it may be looked at again: workers died of it. */
  readonly fatal?: string;
  /** Whether it is on a list of known harm: nothing of it is here. */
  readonly denied?: true;
}

/** Pairs of one shard, in order: what a worker takes at once. */
export interface Batch {
  readonly shard: string;
  /** Whether its pairs should have images. */
  readonly hasImages: boolean;
  /** Whether none of its dataset should have a caption. */
  readonly captionless?: true;
  readonly pairs: readonly RawPair[];
}

/** A scored batch: an Arrow IPC stream with one row per pair, in order. */
export interface Scored {
  readonly columns: Uint8Array<ArrayBuffer>;
  readonly pairs: number;
  readonly failed: number;
  /** Pairs whose pictures are near to one on a list. */
  readonly hits?: readonly SealedHit[];
}

/** What each worker needs to build its filters. */
export interface WorkerSetup {
  readonly filters: readonly FilterId[];
  /** Modules with filters of somebody's own, which run after those of Sluice. */
  readonly modules: readonly ModuleFile[];
  readonly models: Readonly<Record<string, string>>;
  readonly device: string;
  /** Where the process that holds the device's sessions listens; absent where this worker holds its own. */
  readonly host?: string;
  /** Columns of fields that the dataset stores. */
  readonly source: readonly Column[];
  /** Pictures of known harm, where the run is held against lists. */
  readonly harm?: PdqEntries;
}

/** What a worker found when it had built them. */
export interface WorkerFacts {
  readonly device: string;
  /** Why faster devices do not serve. */
  readonly devicesRefused: readonly string[];
  /** The library that infers, with its version; "none" where no filter has a model. */
  readonly runtime: string;
  readonly filters: readonly FilterFacts[];
}

/** A filter as a run records it. */
export interface FilterFacts {
  readonly id: string;
  readonly version: number;
  readonly needs: "caption" | "image" | "both";
  readonly columns: readonly Column[];
  readonly models: readonly { readonly id: string; readonly sha256: string }[];
  /** Where it came from, when it is none of Sluice's. */
  readonly module?: RunModule;
}

/** What a worker is to score, or that it is to close its sessions and end. */
export type ToWorker = { readonly id: number; readonly batch: Batch } | { readonly close: true };

export type FromWorker =
  | { readonly type: "ready"; readonly facts: WorkerFacts }
  | { readonly type: "refused"; readonly message: string }
  | { readonly type: "scored"; readonly id: number; readonly scored: Scored };
