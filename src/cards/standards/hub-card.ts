import { part, type Standard } from "./standard.ts";

const LEGACY = "nobody: of the hub's older tools";

/** The Hugging Face hub's dataset card: keys of its metadata, headings of its body. */
export const hubCard: Standard = {
  id: "hub",
  name: "Hugging Face dataset card (hub-docs, 2026)",
  source: "https://huggingface.co/docs/hub/datasets-cards",
  sections: [
    part("Metadata", [
      ["language", "languages", ["languages"]],
      ["language_details", "varieties (BCP 47)", "who knows the writers: detectors tell no varieties apart"],
      ["license", "licence", ["A5"]],
      ["pretty_name", "name", ["A1"]],
      ["tags", "tags", ["layout", "any-of"]],
      ["annotations_creators", "who annotated", ["models"], "Scores are machine-generated."],
      ["language_creators", "who wrote", ["layout"], "Alt text is found."],
      ["multilinguality", "one language or several", ["languages"]],
      ["size_categories", "size", ["pairs"]],
      ["source_datasets", "original or extended", ["pairs", "curation"]],
      ["task_categories", "tasks", ["layout"], "Those of images with text."],
      ["task_ids", "finer tasks", "who publishes it: no card question asks"],
      ["paperswithcode_id", "entry elsewhere", LEGACY],
      ["train-eval-index", "evaluation", LEGACY],
      ["config_names", "configurations by name", LEGACY],
      ["configs", "files of each split", ["layout", "files"]],
      ["dataset_info", "columns, splits, sizes", ["layout", "files"]],
      ["extra_gated_*", "gating", ["any-of"], "Written as soon as any pair is flagged."],
    ]),
    part("Body", [
      ["Dataset Details", "Description and sources", ["A3", "M2", "M3", "N1", "D4", "A4", "languages"]],
      ["Direct Use", "Uses", ["U1", "U3"]],
      ["Out-of-Scope Use", "Uses", ["U5"]],
      [
        "Dataset Structure",
        "Columns, files, splits",
        ["C1", "C4", "C8", "pairs", "images", "layout", "formats"],
      ],
      ["Curation Rationale", "Dataset Creation", ["M1"]],
      [
        "Data Collection and Processing",
        "Source Data",
        ["L1", "L2", "P1", "missing", "coverage", "errors", "duplicates", "domains"],
      ],
      ["Who are the source data producers?", "Source Data", ["L7"]],
      ["Annotation process", "Annotations", ["models"]],
      ["Who are the annotators?", "Annotations", ["L4"]],
      ["Personal and Sensitive Information", "Annotations", ["C11", "C14", "C15", "personal"]],
      [
        "Bias, Risks, and Limitations",
        "With the harm audit",
        ["C12", "C13", "U4", "rates", "residual", "identity-flags", "pair-table"],
      ],
      ["Recommendations", "Bias, Risks, and Limitations", ["U5"]],
      ["Citation", "BibTeX", ["A8"]],
      ["Glossary", "Words", ["columns"], "Three words of Sluice's own; others are for who publishes it."],
      ["More Information", "Errata, updates, older versions", ["N3", "N4", "N6"]],
      ["Dataset Card Authors", "Names", ["A6"]],
      ["Dataset Card Contact", "An address", ["N2"]],
    ]),
  ],
};
