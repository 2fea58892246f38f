import { part, type Standard } from "./standard.ts";

const MODEL = "the model's provider: a dataset is no model";

/** CycloneDX' bill of materials for machine learning: the dataset as a component, and where a model points at it. */
export const mlBom: Standard = {
  id: "ml-bom",
  name: "CycloneDX 1.6, ML-BOM",
  source: "https://cyclonedx.org/capabilities/mlbom/",
  sections: [
    part("components[], of type data", [
      ["type", "what it is", ["layout"], "Always “data”."],
      ["name", "name", ["A1"]],
      ["version", "version", ["A2"]],
      ["description", "description", ["A3"]],
      ["authors", "authors", ["A6"]],
      ["publisher", "publisher", ["N1"]],
      ["licenses", "licences", ["A5", "licenses"]],
      ["hashes", "digests", ["files"]],
      ["externalReferences", "addresses", ["A4"]],
    ]),
    part("components[].data[]", [
      ["data.bom-ref", "its identifier there", "who writes the bill of materials"],
      ["data.type", "what kind of data", ["layout"], "Always “dataset”."],
      ["data.name", "name", ["A1"]],
      ["data.contents", "what it holds, and where", ["A4", "files", "layout"]],
      ["data.classification", "how sensitive it is", ["C11"]],
      ["data.sensitiveData", "sensitive data in it", ["C14", "C15", "personal", "faces"]],
      ["data.graphics", "figures", ["rates", "pair-table"], "The datasheet's figures."],
      ["data.description", "description", ["A3", "pairs"]],
      ["data.governance.custodians", "who keeps it", ["N1"]],
      ["data.governance.stewards", "who answers for its contents", ["N2"]],
      ["data.governance.owners", "whose it is", ["M2"]],
    ]),
    part("components[].modelCard, of the model that learns from it", [
      ["modelCard.modelParameters.datasets", "the dataset, by its digest", ["provenance"]],
      ["modelCard.modelParameters", "approach, task, architecture, inputs, outputs", MODEL],
      ["modelCard.quantitativeAnalysis", "measures and figures", MODEL],
      ["modelCard.considerations", "users, uses, limits, ethics, environment, fairness", MODEL],
    ]),
  ],
};
