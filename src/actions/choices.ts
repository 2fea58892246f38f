/** Names that flags offer, and nothing that takes time to load: help and errors wait for this file alone. */

/** Datasets that Sluice can build, and what each is. */
export const builtDatasets = {
  sample: "75 pairs with planted trouble, for a first audit",
  illustrations: "18 thousand captioned drawings of emoji in five styles, for training",
} as const;
export type BuiltDatasetName = keyof typeof builtDatasets;

/** Where workers can be started. */
export const launchers = ["slurm", "k8s", "ray", "local"] as const;
export type Launcher = (typeof launchers)[number];

/** What can be asked of who and what is in a run. */
export const representationParts = [
  "people",
  "words",
  "sweep",
  "places",
  "languages",
  "slurs",
  "dialects",
  "origin",
  "similarity",
] as const;
export type RepresentationPart = (typeof representationParts)[number];
