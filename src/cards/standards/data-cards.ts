import { part, type Standard } from "./standard.ts";

const PUBLISHER = "who publishes it: no card question asks";
const EXAMPLES = "nobody: no caption and no picture of the dataset stands in its documents";
const VALIDATORS = "the reviewers: who they are is asked nowhere, and not kept";
const MODELS = "who trained on it: results are told in a model's card";

/** The Data Cards Playbook's extended template: its sections, and their parts. */
export const dataCards: Standard = {
  id: "data-cards",
  name: "Data Cards, extended template (Pushkarna et al., 2022)",
  source: "https://github.com/PAIR-code/datacardsplaybook",
  sections: [
    part("Title", [
      ["Summary", "short summary", ["A3"]],
      ["Dataset Link", "address", ["A4"]],
      ["Data Card Author(s)", "who wrote the card", ["A6"], "Each answer has its author and date, too."],
    ]),
    part("Authorship", [
      ["Publishers", "who publishes it", ["N1", "N2"]],
      ["Dataset Owners", "whose it is", ["M2"]],
      ["Funding Sources", "who paid", ["M3"]],
    ]),
    part("Dataset Overview", [
      ["Data Subject(s)", "what it is about", ["C1"]],
      ["Dataset Snapshot", "sizes", ["pairs", "images", "columns", "reviewers"]],
      ["Content Description", "what an instance is", ["C1", "C4", "layout"]],
      ["Descriptive Statistics", "of each field", ["sizes", "missing", "languages", "rates"]],
      ["Sensitivity of Data", "kinds, fields, handling, risks", ["C11", "C14", "C15", "personal", "faces"]],
      ["Dataset Version and Maintenance", "version, plan, updates", ["A2", "A7", "N3", "N4"]],
    ]),
    part("Example of Data Points", [
      ["Primary Data Modality", "kind of data", ["layout", "formats"]],
      ["Sampling of Data Points", "links to examples", EXAMPLES],
      ["Data Fields", "fields of an instance", ["layout"]],
      ["Typical Data Point", "an example", EXAMPLES],
      ["Atypical Data Point", "an outlier", EXAMPLES],
    ]),
    part("Motivations & Intentions", [
      ["Motivations", "purpose, domains, factors", ["M1"]],
      ["Intended Use", "suitable and unsuitable uses, citation", ["U1", "U3", "U5", "A8"]],
    ]),
    part("Access, Retention, & Wipeout", [
      ["Access", "type, links, prerequisites, policies", ["D1", "D2", "D4"]],
      ["Retention", "for how long, and how", ["N5"]],
      ["Wipeout and Deletion", "how it is taken back", ["L10"]],
    ]),
    part("Provenance", [
      ["Collection", "methods, sources, cadence, processing", ["L1", "L2", "L5", "sources", "domains"]],
      ["Collection Criteria", "selection, inclusion, exclusion", ["L3", "sampling", "curation", "decisions"]],
      ["Relationship to Source", "use, benefits, limits", ["C3", "curation"]],
      ["Version and Maintenance", "first version, cadence, changes", ["N4", "N6"]],
    ]),
    part("Human and Other Sensitive Attributes", [
      ["Sensitive Human Attribute(s)", "which", ["C13", "identity"]],
      ["Intentionality", "meant or not", ["C15"]],
      ["Rationale", "why", ["C13"]],
      ["Source(s)", "from where", ["L7"]],
      ["Methodology Detail(s)", "how they were found", ["columns", "models"]],
      ["Distribution(s)", "how often", ["identity", "intersections", "languages"]],
      ["Known Correlations", "beside what", ["identity-flags", "association"]],
      ["Risk(s) and Mitigation(s)", "what may go wrong", ["U4"]],
    ]),
    part("Extended Use", [
      ["Use with Other Data", "safety, best practices", PUBLISHER],
      ["Forking & Sampling", "safety, methods", PUBLISHER],
      ["Use in ML or AI Systems", "uses, splits, correlations", ["U3", "C8", "identity-flags"]],
    ]),
    part("Transformations", [
      ["Synopsis", "which, and by what", ["P1", "P3", "provenance"]],
      [
        "Breakdown of Transformations",
        "before and after, what is left",
        ["rates", "residual", "decisions", "curation", "removal"],
      ],
    ]),
    part("Annotations & Labeling", [
      ["Annotation Workforce Type", "machines or people", ["models", "reviewers"]],
      ["Annotation Characteristic(s)", "number and quality", ["models", "reviewers"]],
      ["Annotation Description(s)", "what they are", ["C5", "columns"]],
      ["Annotation Distribution(s)", "how often", ["rates"]],
      ["Annotation Task(s)", "what was asked", ["columns"]],
      ["Human Annotators", "who, where, paid how", ["L4"]],
    ]),
    part("Validation Types", [
      ["Method(s)", "which", ["coverage", "errors", "duplicates"]],
      ["Breakdown(s)", "what was validated", ["coverage", "missing"]],
      ["Description(s)", "how", ["columns", "provenance"]],
      ["Description of Human Validators", "who they are", VALIDATORS],
    ]),
    part("Sampling Methods", [
      ["Sampling Method(s) Used", "which", ["L3", "sampling"]],
      ["Characteristic(s)", "sizes", ["sampling", "pairs"]],
      ["Sampling Criteria", "by what", ["L3"]],
    ]),
    part("Known Applications & Benchmarks", [
      ["ML Application(s)", "tasks", ["U1", "U2"]],
      ["Evaluation Result(s)", "results of models", MODELS],
      ["Evaluation Process(es)", "how they were evaluated", MODELS],
      ["Description(s) and Statistic(s)", "the models", MODELS],
      ["Expected Performance and Known Caveats", "of those models", MODELS],
    ]),
    part("Terms of Art", [
      [
        "Concepts and Definitions",
        "words",
        "who writes the card; of Sluice's own words it is docs/glossary.md",
      ],
    ]),
    part("Reflections on Data", [["Reflections", "what else may offend or worry", ["C12", "C16", "any-of"]]]),
  ],
};
