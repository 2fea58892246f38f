import type { Column } from "../../../filters/index.ts";
import { textColumns } from "./text-reader.ts";

/** What the gate itself knows of every image at every stage, beside what the filters measure. */
export const stageColumns: readonly Column[] = [
  { name: "stage", type: "utf8", meaning: "id of the stage that the image left" },
  { name: "size", type: "int32", range: [1, 65_535], meaning: "its side, pixels" },
  {
    name: "finite",
    type: "bool",
    meaning: "whether every value that the stage computed was a finite number",
  },
  {
    name: "memorisation",
    type: "float32",
    meaning:
      "how far guidance pulled, mean over the stage's steps, per value of the image: the receipt's signal",
  },
  ...textColumns,
];
