/** A fact that is no query: what the run's own files say. */
export interface RunRecord {
  readonly id: string;
  readonly about: string;
  readonly result: readonly Readonly<Record<string, unknown>>[];
}
