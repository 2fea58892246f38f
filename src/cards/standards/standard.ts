import type { QuestionId } from "../questions/registry.ts";
import type { EvidenceId } from "../source/evidence.ts";
import type { RecordId } from "../source/run-record.ts";

/** A fact that a card may hold, by its id. */
export type FactId = EvidenceId | RecordId;

/** What fills a place of a standard: a fact of the audit, or a person's answer to a question. */
export type Filler = FactId | QuestionId;

/** A place of a standard that wants to be filled, with what fills it here. */
interface Filled {
  /** Its number, or its key, in the standard; with `name` it is unique there. */
  readonly number: string;
  readonly name: string;
  readonly by: readonly [Filler, ...Filler[]];
  /** What else readers must know of it. */
  readonly note?: string;
}

/** A place that nothing here can fill: whose it is to say. */
interface Absent {
  readonly number: string;
  readonly name: string;
  readonly absent: string;
}

export type Place = Filled | Absent;

/** A part of a standard, by its own heading. */
export interface StandardSection {
  readonly title: string;
  readonly places: readonly Place[];
}

/** A way to document a dataset that somebody else wrote down. */
export interface Standard {
  readonly id: string;
  /** Name and edition. */
  readonly name: string;
  /** Where it stands. */
  readonly source: string;
  readonly sections: readonly StandardSection[];
}

/** A place in short: number, name, then what fills it or whose it is to say, and a note. */
type Row = readonly [number: string, name: string, by: Filled["by"] | string, note?: string];

/** A section from short rows. */
export function part(title: string, rows: readonly Row[]): StandardSection {
  return {
    title,
    places: rows.map(([number, name, by, note]) =>
      typeof by === "string"
        ? { number, name, absent: by }
        : { number, name, by, ...(note === undefined ? {} : { note }) },
    ),
  };
}
