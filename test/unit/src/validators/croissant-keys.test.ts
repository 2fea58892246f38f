import { describe } from "vitest";
import { type Doc, finds } from "../../../support/card-break.ts";

describe("keys", () => {
  finds([
    {
      breaks: "one property in two spellings",
      edit: (d) => set(d, "sc:name", "another"),
      node: '$["sc:name"]',
      says: /"name" in another spelling/u,
    },
    {
      breaks: "an unknown rai: key",
      edit: (d) => set(d, "rai:dataBias", "x"),
      node: '$["rai:dataBias"]',
      says: /no property of RAI/u,
    },
    {
      breaks: "a misspelling the reference alone reads",
      edit: (d) => rename(d, "rai:dataCollectionTimeframe", "rai:dataCollectionTimeFrame"),
      node: '$["rai:dataCollectionTimeFrame"]',
      says: /misspelling/u,
      class: "warning",
    },
    {
      breaks: "a rai: key on a record set",
      edit: (d) => set(d.recordSet[1], "rai:dataBiases", "x"),
      node: '$.recordSet[1]["rai:dataBiases"]',
      id: "texts",
      says: /belongs to the dataset/u,
    },
    {
      breaks: "an unknown cr: key",
      edit: (d) => set(d, "cr:recordSets", []),
      node: '$["cr:recordSets"]',
      says: /no property of Croissant/u,
    },
    {
      breaks: "a RAI property under cr:",
      edit: (d) => set(d, "cr:dataBiases", "x"),
      node: '$["cr:dataBiases"]',
      says: /no property of Croissant/u,
      class: "warning",
    },
    {
      breaks: "a slip in a key",
      edit: (d) => rename(d, "license", "licence"),
      node: "$.licence",
      says: /"licence" is no property of a Dataset/u,
    },
    {
      breaks: "a slip in a field's key",
      edit: (d) => rename(d.recordSet[2].field[1], "source", "sorce"),
      node: "$.recordSet[2].field[1].sorce",
      id: "pairs/image",
      says: /no property of a Field/u,
    },
    {
      breaks: "a key in the wrong place",
      edit: (d) => set(d.recordSet[2], "includes", "*"),
      node: "$.recordSet[2].includes",
      id: "pairs",
      says: /a RecordSet has no "includes"/u,
    },
    {
      breaks: "a key nobody reads",
      edit: (d) => set(d, "favouriteColour", "red"),
      node: "$.favouriteColour",
      says: /no known property/u,
      class: "warning",
    },
    {
      breaks: "several values of a single RAI property",
      edit: (d) => set(d, "rai:dataSocialImpact", ["a", "b"]),
      node: '$["rai:dataSocialImpact"]',
      says: /wanted one value/u,
    },
    {
      breaks: "a RAI text as number",
      edit: (d) => set(d, "rai:annotationsPerItem", 3),
      node: '$["rai:annotationsPerItem"]',
      says: /text, got 3/u,
    },
    {
      breaks: "a time frame in words",
      edit: (d) => set(d, "rai:dataCollectionTimeframe", "last winter"),
      node: '$["rai:dataCollectionTimeframe"]',
      says: /ISO 8601 dates/u,
    },
    {
      breaks: "synthetic data in words",
      edit: (d) => set(d, "rai:hasSyntheticData", "none"),
      node: '$["rai:hasSyntheticData"]',
      says: /true or false/u,
    },
    {
      breaks: "two maintenance plans, of which the reference keeps one",
      edit: (d) => set(d, "rai:dataReleaseMaintenancePlan", ["a", "b"]),
      node: '$["rai:dataReleaseMaintenancePlan"]',
      says: /only the first/u,
      class: "reference",
    },
  ]);
});

function set(object: Doc, key: string, value: unknown): void {
  object[key] = value;
}

function rename(object: Doc, from: string, to: string): void {
  object[to] = object[from];
  delete object[from];
}
