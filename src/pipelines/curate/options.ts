import type { Dataset, DatasetWriter } from "../../../datasets/index.ts";
import type { FaceFinder } from "../../faces/blur.ts";
import type { DecidedRun } from "../../run/decided-run.ts";
import type { Judges } from "./disposition.ts";

/** What is curated, by whose word, into what. */
export interface CurateOptions {
  readonly view: DecidedRun;
  /** The run's dataset, opened again. */
  readonly dataset: Dataset;
  readonly to: string;
  readonly writer: DatasetWriter;
  readonly unreviewed: Judges["unreviewed"];
  readonly subtract: ReadonlySet<string>;
  /** Keys of the pairs that may be written; null is all. */
  readonly only: ReadonlySet<string> | null;
  /** Members (`.cls`) and fields (`title`) that are written though nothing measured them. */
  readonly carry: readonly string[];
  /** Finds the faces that are written blurred; null leaves them as they are. */
  readonly finder: FaceFinder | null;
}
