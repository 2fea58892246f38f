/** What a run's own files can say, in no order. */
export const recordIds = [
  "view",
  "standing",
  "sampling",
  "columns",
  "harm-lists",
  "models",
  "provenance",
  "files",
  "layout",
  "archives",
  "names-again",
  "sources",
  "reviewers",
  "curation",
  "carried-unread",
  "not-looked-for",
] as const;
export type RecordId = (typeof recordIds)[number];

/** A fact that is no query: what the run's own files say. */
export interface RunRecord {
  readonly id: RecordId;
  readonly about: string;
  readonly result: readonly Readonly<Record<string, unknown>>[];
}
