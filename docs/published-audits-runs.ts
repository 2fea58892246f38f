/** A question of a published audit, and what answers it: the page is made by asking. */
export interface AuditQuestion {
  readonly id: string;
  /** In few of our own words. */
  readonly ask: string;
  /** `partly` and `cannot` count as not answered; the note says what is missing. */
  readonly state: "answered" | "partly" | "cannot";
  readonly note?: string;
  /** Commands, word for word, of which the lines that match one of `lines` are shown. */
  readonly commands: readonly (readonly string[])[];
  readonly lines: readonly RegExp[];
}

/** Runs that the commands speak of, by the audit that makes each; `DATA` is the folder of open data. */
export const audits: Readonly<Record<string, readonly string[]>> = {
  sample: ["sample", "--filters", "default,personal-data,faces"],
  similarity: ["sample", "--filters", "default,pair-similarity", "--model", "pair-similarity=icon-clip"],
  "laion-urls-1000": [
    "DATA/laion-urls-1000.parquet",
    "--filters",
    "text-basics,lexicon,text-toxicity,identity-terms",
  ],
  "laion-urls-4000": [
    "DATA/laion-urls-4000.parquet",
    "--filters",
    "text-basics,lexicon,text-toxicity,identity-terms",
  ],
  "docs-alt-text": ["DATA/docs-alt-text", "--filters", "default,faces"],
  openstax: ["DATA/openstax", "--filters", "image-basics,text-basics,personal-data,faces", "--limit", "200"],
};
