const WORDS: Readonly<Record<string, string>> = {
  measured: "measured",
  frames: "not in every frame",
  undecodable: "undecodable",
  missing: "missing",
  none: "none in this dataset",
  "not-asked": "no filter looked at them",
  failed: "failed",
  language: "in a language not read",
  script: "in a script not read",
  "too-long": "longer than is read",
};

/** A state of a pair's images or texts, in words. */
export function inWords(state: string): string {
  return WORDS[state] ?? state;
}
