import { part, type Standard } from "./standard.ts";

/** SPDX's profile for datasets: the properties of a dataset package, and what it wants of other profiles. */
export const spdx: Standard = {
  id: "spdx",
  name: "SPDX 3.0, Dataset profile",
  source: "https://spdx.github.io/spdx-spec/v3.0.1/model/Dataset/Classes/DatasetPackage/",
  sections: [
    part("DatasetPackage", [
      ["anonymizationMethodUsed", "anonymisation", ["P1"]],
      ["confidentialityLevel", "confidentiality", ["C11"]],
      ["dataCollectionProcess", "collection", ["L1", "L2"]],
      ["dataPreprocessing", "preprocessing", ["P1", "decisions", "curation"]],
      ["datasetAvailability", "how it is had", ["D2"]],
      ["datasetNoise", "noise", ["C9", "errors", "duplicates"]],
      ["datasetSize", "size in bytes", ["files", "images"]],
      ["datasetType", "kinds of data", ["layout", "formats"]],
      ["datasetUpdateMechanism", "updates", ["N4"]],
      ["hasSensitivePersonalInformation", "personal data", ["C14", "C15", "personal", "faces"]],
      ["intendedUse", "use", ["M1", "U3"]],
      ["knownBias", "biases", ["U4", "C13", "identity-flags", "association"]],
      ["sensor", "sensors", "who took the pictures: pictures of the web do not say"],
    ]),
    part("Of other profiles, wanted of a dataset", [
      ["builtTime", "when it was made", ["L5"]],
      ["originatedBy", "who made it", ["A6"]],
      ["releaseTime", "when it was published", ["A7"]],
      ["downloadLocation", "where it is had", ["A4"]],
      ["primaryPurpose", "what it is", ["layout"], "Always “data”."],
    ]),
  ],
};
