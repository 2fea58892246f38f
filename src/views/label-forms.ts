/** In which form labels leave. */
export const labelForms = ["csv", "jsonl", "fiftyone", "label-studio"] as const;
export type LabelForm = (typeof labelForms)[number];
