import { describe } from "vitest";
import { type Doc, finds } from "../../../support/card-break.ts";

const pairs = "$.recordSet[2]";
const set = (object: Doc, key: string, value: unknown) => Object.assign(object, { [key]: value });

describe("record sets and fields", () => {
  finds([
    {
      breaks: "a record set of another type",
      edit: (d) => set(d.recordSet[2], "@type", "cr:Records"),
      node: `${pairs}["@type"]`,
      id: "pairs",
      says: /wanted cr:RecordSet/u,
    },
    {
      breaks: "a field of another type",
      edit: (d) => set(d.recordSet[2].field[1], "@type", "sc:Field"),
      node: `${pairs}.field[1]["@type"]`,
      id: "pairs/image",
      says: /wanted cr:Field, got "sc:Field"/u,
    },
    {
      breaks: "one id for two fields",
      edit: (d) => set(d.recordSet[2].field[1], "@id", "texts/alt"),
      node: `${pairs}.field[1]["@id"]`,
      says: /already names/u,
    },
    {
      breaks: "a key that is not there",
      edit: (d) => set(d.recordSet[2], "key", { "@id": "pairs/kee" }),
      node: `${pairs}.key`,
      id: "pairs",
      says: /"pairs\/kee" is declared nowhere/u,
    },
    {
      breaks: "a key of another record set",
      edit: (d) => set(d.recordSet[2], "key", { "@id": "texts/key" }),
      node: `${pairs}.key`,
      says: /of another record set/u,
    },
    {
      breaks: "a source that is not there",
      edit: (d) => set(d.recordSet[2].field[1].source, "fileSet", { "@id": "pngs" }),
      node: `${pairs}.field[1].source.fileSet`,
      id: "pairs/image",
      says: /"pngs" is declared nowhere/u,
    },
    {
      breaks: "a file set named as a file",
      edit: (d) =>
        set(d.recordSet[2].field[1], "source", {
          fileObject: { "@id": "jpgs" },
          extract: { fileProperty: "content" },
        }),
      node: `${pairs}.field[1].source.fileObject`,
      says: /wanted a FileObject, got the FileSet/u,
    },
    {
      breaks: "a reference that is not there",
      edit: (d) => set(d.recordSet[2].field[0], "references", { field: { "@id": "texts/id" } }),
      node: `${pairs}.field[0].references.field`,
      id: "pairs/key",
      says: /"texts\/id" is declared nowhere/u,
    },
    {
      breaks: "a field that is its own source",
      edit: (d) => set(d.recordSet[2].field[2].source, "field", { "@id": "pairs/alt" }),
      node: `${pairs}.field[2].source.field`,
      id: "pairs/alt",
      says: /comes from itself/u,
    },
    {
      breaks: "a source as text",
      edit: (d) => set(d.recordSet[2].field[2], "source", "texts/alt"),
      node: `${pairs}.field[2].source`,
      id: "pairs/alt",
      says: /wanted a source/u,
    },
    {
      breaks: "a source of nothing",
      edit: (d) => delete d.recordSet[2].field[1].source.fileSet,
      node: `${pairs}.field[1].source`,
      id: "pairs/image",
      says: /names no fileObject/u,
    },
    {
      breaks: "a source of two things",
      edit: (d) => set(d.recordSet[2].field[1].source, "fileObject", { "@id": "00000.tar" }),
      node: `${pairs}.field[1].source`,
      says: /at once/u,
    },
    {
      breaks: "two sources",
      edit: (d) =>
        set(d.recordSet[2].field[1], "source", [
          d.recordSet[2].field[1].source,
          d.recordSet[2].field[2].source,
        ]),
      node: `${pairs}.field[1]`,
      says: /more than one source/u,
    },
    {
      breaks: "no source beside fields that have one",
      edit: (d) => delete d.recordSet[2].field[1].source,
      node: `${pairs}.field[1]`,
      id: "pairs/image",
      says: /neither a source/u,
    },
    {
      breaks: "a source and a value",
      edit: (d) => set(d.recordSet[2].field[1], "value", 1),
      node: `${pairs}.field[1]`,
      says: /both a source and a value/u,
    },
    {
      breaks: "a value without a type",
      good: "manifest-1.1",
      edit: (d) => delete d.recordSet[0].field[2].dataType,
      node: "$.recordSet[0].field[2]",
      id: "records/source",
      says: /value without a dataType/u,
    },
    {
      breaks: "no data type",
      edit: (d) => delete d.recordSet[2].field[1].dataType,
      node: `${pairs}.field[1]`,
      id: "pairs/image",
      says: /no data type/u,
    },
    {
      breaks: "a data type that does not exist",
      edit: (d) => set(d.recordSet[2].field[2], "dataType", "sc:String"),
      node: `${pairs}.field[2].dataType`,
      id: "pairs/alt",
      says: /"sc:String" is no data type/u,
    },
    {
      breaks: "a data type of Croissant that does not exist",
      edit: (d) => set(d.recordSet[3].field[1], "dataType", "cr:Float8"),
      node: "$.recordSet[3].field[1].dataType",
      says: /"cr:Float8" is no data type/u,
    },
    {
      breaks: "meanings without a plain type",
      edit: (d) => set(d.recordSet[3].field[1], "dataType", ["cr:Label", "sc:Person"]),
      node: "$.recordSet[3].field[1].dataType",
      says: /how a value is read/u,
    },
    {
      breaks: "sc:Number, as the reference reads it",
      edit: (d) => set(d.recordSet[3].field[1], "dataType", "sc:Number"),
      node: "$.recordSet[3].field[1].dataType",
      says: /does not specify a valid dataType/u,
      class: "reference",
    },
    {
      breaks: "two sources and no join",
      edit: (d) => delete d.recordSet[2].field[0].references,
      node: pairs,
      id: "pairs",
      says: /no field joins them/u,
    },
    {
      breaks: "file sets joined directly, as the reference reads it",
      edit: (d) =>
        set(d.recordSet[2].field[0], "references", {
          fileSet: { "@id": "txts" },
          extract: { fileProperty: "filename" },
        }),
      node: `${pairs}.field[0]`,
      says: /fails when it joins/u,
      class: "reference",
    },
  ]);
});
