import { part, type Standard } from "./standard.ts";

/** The label's modules, and the three panes of the one of 2020. */
export const nutritionLabel: Standard = {
  id: "nutrition-label",
  name: "Dataset Nutrition Label (Holland et al., 2018; panes of 2020)",
  source: "https://datanutrition.org/labels",
  sections: [
    part("Modules", [
      [
        "Metadata",
        "file, format, size, licence",
        ["A1", "A2", "A5", "pairs", "images", "layout", "licenses"],
      ],
      ["Provenance", "where it is from, and who made it", ["A6", "M2", "N2", "L1", "sources", "provenance"]],
      ["Variables", "columns and what they mean", ["C4", "columns", "layout"]],
      ["Statistics", "summaries of values", ["sizes", "languages", "missing", "duplicates", "rates"]],
      ["Pair Plots", "two variables together", ["pair-table", "identity-flags"]],
      [
        "Probabilistic Model",
        "a model fitted to all variables",
        "nobody: no joint model of the columns is fitted",
      ],
      ["Ground Truth Correlations", "against a population", "whoever knows the population: none is at hand"],
    ]),
    part("Panes", [
      ["Label Overview", "badges and known issues", ["A3", "L6", "L9", "any-of", "not-looked-for"]],
      ["Objectives and Alerts", "uses, with what may go wrong", ["U1", "U3", "U4", "U5", "identity-flags"]],
      [
        "Dataset Info",
        "description, composition, provenance, collection, management",
        ["C1", "L1", "L5", "N1", "N4", "pairs"],
      ],
    ]),
  ],
};
