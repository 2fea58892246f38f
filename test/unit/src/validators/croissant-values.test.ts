import { describe } from "vitest";
import { type Doc, finds } from "../../../support/card-break.ts";

const pairs = "$.recordSet[2]";
const set = (object: Doc, key: string, value: unknown) => Object.assign(object, { [key]: value });

describe("extracts, transforms, arrays and inline records", () => {
  finds([
    {
      breaks: "an extract of nothing",
      edit: (d) => set(d.recordSet[2].field[1].source, "extract", {}),
      node: `${pairs}.field[1].source.extract`,
      says: /names no column/u,
    },
    {
      breaks: "an extract of two things",
      edit: (d) => set(d.recordSet[2].field[1].source, "extract", { column: "a", fileProperty: "content" }),
      node: `${pairs}.field[1].source.extract`,
      says: /at once/u,
    },
    {
      breaks: "an unknown part of a file",
      edit: (d) => set(d.recordSet[2].field[1].source.extract, "fileProperty", "bytes"),
      node: `${pairs}.field[1].source.extract.fileProperty`,
      id: "pairs/image",
      says: /one of content/u,
    },
    {
      breaks: "an empty transform",
      edit: (d) => set(d.recordSet[2].field[0].source, "transform", {}),
      node: `${pairs}.field[0].source.transform`,
      id: "pairs/key",
      says: /does nothing/u,
    },
    {
      breaks: "two steps in one transform",
      edit: (d) => set(d.recordSet[2].field[0].source.transform, "separator", ","),
      node: `${pairs}.field[0].source.transform`,
      says: /regex and separator at once/u,
    },
    {
      breaks: "a regular expression nobody reads",
      edit: (d) => set(d.recordSet[2].field[0].source.transform, "regex", "^(.+\\.jpg$"),
      node: `${pairs}.field[0].source.transform.regex`,
      says: /cannot be read/u,
    },
    {
      breaks: "a JSONPath nobody reads",
      good: "names-1.0",
      edit: (d) => set(d.recordSet[1].field[2].source.extract, "jsonPath", "$.a[*"),
      node: "$.recordSet[1].field[2].source.extract.jsonPath",
      id: "pairs/caption",
      says: /JSONPath cannot be read at "\[\*"/u,
    },
    {
      breaks: "a shape without an array",
      good: "manifest-1.1",
      edit: (d) => delete d.recordSet[0].field[1].isArray,
      node: "$.recordSet[0].field[1].arrayShape",
      id: "records/vector",
      says: /no array/u,
    },
    {
      breaks: "a shape that is none",
      good: "manifest-1.1",
      edit: (d) => set(d.recordSet[0].field[1], "arrayShape", "(512,)"),
      node: "$.recordSet[0].field[1].arrayShape",
      says: /sizes with commas/u,
    },
    {
      breaks: "an array in 1.0",
      good: "tables-1.0",
      edit: (d) => {
        d["@context"].isArray = "cr:isArray";
        d.recordSet[0].field[0].isArray = true;
      },
      node: "$.recordSet[0].field[0].isArray",
      says: /came with 1\.1/u,
      class: "warning",
    },
    {
      breaks: "repeated in 1.1",
      edit: (d) => set(d.recordSet[2].field[2], "repeated", true),
      node: `${pairs}.field[2].repeated`,
      says: /gave way to arrays/u,
      class: "warning",
    },
    {
      breaks: "no inline records",
      edit: (d) => set(d.recordSet[0], "data", []),
      node: "$.recordSet[0].data",
      id: "splits",
      says: /empty/u,
    },
    {
      breaks: "an inline record as text",
      edit: (d) => set(d.recordSet[0], "data", ["train"]),
      node: "$.recordSet[0].data[0]",
      says: /wanted a record, got "train"/u,
    },
    {
      breaks: "an inline record with another key",
      edit: (d) => set(d.recordSet[0].data[0], "splits/size", 3),
      node: '$.recordSet[0].data[0]["splits/size"]',
      id: "splits",
      says: /no field of "splits"/u,
    },
    {
      breaks: "an inline record without a key",
      edit: (d) => delete d.recordSet[0].data[0]["splits/url"],
      node: "$.recordSet[0].data[0]",
      id: "splits",
      says: /has no "splits\/url"/u,
    },
  ]);
});
