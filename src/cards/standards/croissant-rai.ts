import { part, type Standard } from "./standard.ts";

/** Croissant's vocabulary for responsible AI: twenty properties, all of the dataset. */
export const croissantRai: Standard = {
  id: "croissant-rai",
  name: "Croissant RAI 1.0",
  source: "https://docs.mlcommons.org/croissant/docs/croissant-rai-spec.html",
  sections: [
    part("Collection", [
      ["rai:dataCollection", "how it was collected", ["L1"]],
      [
        "rai:dataCollectionType",
        "kind of collection, from the vocabulary's list",
        "who collected it: the card asks in words (L1), not by that list",
      ],
      ["rai:dataCollectionMissingData", "what is missing", ["missing"]],
      ["rai:dataCollectionRawData", "raw data", ["P2"]],
      ["rai:dataCollectionTimeframe", "from when to when", ["L5"]],
    ]),
    part("Processing", [
      [
        "rai:dataImputationProtocol",
        "how gaps were filled",
        "nobody: pairs are measured as they are, and no gap is filled",
      ],
      ["rai:dataManipulationProtocol", "what was changed or removed", ["P1", "decisions"]],
      ["rai:dataPreprocessingProtocol", "what was done before", ["C9"]],
    ]),
    part("Annotation", [
      ["rai:dataAnnotationProtocol", "how annotations came about", ["models"]],
      ["rai:dataAnnotationPlatform", "where people annotated", ["reviewers"]],
      ["rai:dataAnnotationAnalysis", "how far annotators agree", ["reviewers"]],
      ["rai:annotationsPerItem", "annotations of an item", ["reviewers"]],
      [
        "rai:annotatorDemographics",
        "who annotated",
        "the reviewers: who they are is asked nowhere, and not kept",
      ],
      ["rai:machineAnnotationTools", "models that annotated", ["models"]],
    ]),
    part("Risks and uses", [
      ["rai:personalSensitiveInformation", "personal and sensitive matter", ["C14", "C15", "personal"]],
      ["rai:dataBiases", "biases", ["C13", "U4", "rates"]],
      ["rai:dataLimitations", "limitations", ["C3", "C12", "U5"]],
      ["rai:dataUseCases", "uses", ["U1", "U3"]],
      ["rai:dataSocialImpact", "impact on society", ["U4"]],
      ["rai:dataReleaseMaintenancePlan", "release and maintenance", ["N4"]],
    ]),
    part("Beside RAI 1.0, as NeurIPS asks", [
      ["rai:hasSyntheticData", "synthetic content", ["A9"]],
      ["prov:wasDerivedFrom", "what it was made from", ["curation"]],
      ["prov:wasGeneratedBy", "what made it", ["provenance"]],
    ]),
  ],
};
