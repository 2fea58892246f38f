import { part, type Standard } from "./standard.ts";

/** Data statements for language datasets: alt text is language, whoever wrote it. */
export const dataStatements: Standard = {
  id: "data-statements",
  name: "Data Statements, version 3 (McMillan-Major and Bender)",
  source: "https://techpolicylab.uw.edu/data-statements/",
  sections: [
    part("Schema elements", [
      ["1", "Header", ["A1", "A2", "A6", "A8"]],
      ["2", "Executive summary", ["A3", "pairs", "languages"]],
      ["3", "Curation rationale", ["M1", "C1"]],
      ["4", "Documentation for source datasets", ["L1", "sources", "licenses"]],
      [
        "5",
        "Language varieties",
        ["languages"],
        "Languages as detected; varieties are told apart by nobody here.",
      ],
      ["6", "Language user demographic", "who wrote the captions: alt text of the web does not say"],
      ["7", "Annotator demographic", "the reviewers: who they are is asked nowhere, and not kept"],
      ["8", "Linguistic situation and text characteristics", ["L5", "C1", "domains"]],
      ["9", "Preprocessing and data formatting", ["P1", "P2", "decisions"]],
      ["10", "Capture quality", ["C9", "errors", "coverage"]],
      ["11", "Limitations", ["C3", "U4", "not-looked-for"]],
      ["12", "Metadata", ["models", "columns", "reviewers"]],
      ["13", "Disclosures and ethical review", ["M3", "L6", "L9"]],
      ["14", "Distribution", ["D2", "D1", "D3", "D4"]],
      ["15", "Maintenance", ["N1", "N2", "N3", "N4", "N5", "N6", "N7"]],
      ["16", "Other", ["M4", "C16"]],
      ["17", "Glossary", "who writes the statement; of Sluice's own words it is docs/glossary.md"],
    ]),
  ],
};
