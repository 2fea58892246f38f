import { describe } from "vitest";
import { type Doc, finds } from "../../../support/card-break.ts";

const $ = "$";
const cr = "http://mlcommons.org/croissant/";

describe("what the document is", () => {
  finds([
    {
      breaks: "no root type",
      edit: (d) => delete d["@type"],
      node: '$["@type"]',
      says: /wanted sc:Dataset, got nothing/u,
    },
    {
      breaks: "another root type",
      edit: (d) => set(d, "@type", "sc:DataCatalog"),
      node: '$["@type"]',
      says: /got "sc:DataCatalog"/u,
    },
    { breaks: "no conformsTo", edit: (d) => delete d.conformsTo, node: "$.conformsTo", says: /is missing/u },
    {
      breaks: "no conformsTo, as the reference reads it",
      edit: (d) => delete d.conformsTo,
      node: "$.conformsTo",
      says: /as 0\.8/u,
      class: "reference",
    },
    {
      breaks: "an unknown version",
      edit: (d) => set(d, "conformsTo", `${cr}2.0`),
      node: "$.conformsTo",
      says: /croissant\/2\.0" is no version/u,
    },
    {
      breaks: "the version by https",
      edit: (d) => set(d, "conformsTo", "https://mlcommons.org/croissant/1.1"),
      node: "$.conformsTo",
      says: /is no version/u,
    },
    {
      breaks: "RAI without saying so",
      edit: (d) => set(d, "conformsTo", `${cr}1.1`),
      node: "$.conformsTo",
      says: /RAI 1\.0 is not named/u,
      class: "warning",
    },
    {
      breaks: "no context",
      edit: (d) => delete d["@context"],
      node: '$["@context"]',
      says: /"@context" is missing/u,
    },
    {
      breaks: "a context to fetch",
      edit: (d) => set(d, "@context", [`${cr}1.1`, d["@context"]]),
      node: '$["@context"]',
      says: /would have to be fetched/u,
    },
    {
      breaks: "a context no processor reads",
      edit: (d) => set(d["@context"], "name", { "@container": "@bag" }),
      node: '$["@context"]',
      says: /can expand the document offline: .*container/u,
    },
    {
      breaks: "a context that imports another",
      edit: (d) =>
        Object.assign(d["@context"], { "@version": 1.1, "@import": "https://example.org/context" }),
      node: '$["@context"]',
      says: /offline: loading remote context failed \(https:\/\/example\.org\/context\)/u,
    },
    {
      breaks: "an id that is no text",
      edit: (d) => set(d.creator, "@id", 3),
      node: "$",
      says: /offline: invalid @id value/u,
    },
    {
      breaks: "Croissant's namespace by https",
      edit: (d) => set(d["@context"], "cr", "https://mlcommons.org/croissant/"),
      node: '$["@context"].cr',
      says: /wanted http:\/\/mlcommons/u,
    },
    {
      breaks: "schema.org by http in 1.0",
      good: "tables-1.0",
      edit: http,
      node: '$["@context"].sc',
      says: /wanted https:\/\/schema\.org\//u,
    },
    {
      breaks: "schema.org by http in 1.1, as the reference reads it",
      edit: http,
      node: '$["@type"]',
      says: /doesn't extend https:\/\/schema\.org\/Dataset/u,
      class: "reference",
    },
    {
      breaks: "schema.org both ways",
      edit: (d) => set(d["@context"], "sc", "http://schema.org/"),
      node: '$["@context"]',
      says: /with http and with https/u,
    },
    {
      breaks: "an undeclared prefix",
      edit: (d) => delete d["@context"].rai,
      node: '$["rai:dataBiases"]',
      says: /prefix "rai" is not declared/u,
    },
    {
      breaks: "a term the context leaves to schema.org",
      edit: (d) => delete d["@context"].recordSet,
      node: "$.recordSet",
      says: /does not say that "recordSet" is cr:recordSet/u,
    },
    {
      breaks: "a dataset inside a graph",
      edit: (d) => set(d, "@graph", []),
      node: '$["@graph"]',
      says: /in a graph/u,
    },
  ]);
});

describe("what a dataset must have", () => {
  finds([
    ...["name", "description", "url", "license", "creator", "datePublished", "distribution"].map((key) => ({
      breaks: `no ${key}`,
      edit: (d: Doc) => delete d[key],
      node: $,
      says: new RegExp(`"${key}" is missing`, "u"),
    })),
    {
      breaks: "a name of spaces",
      edit: (d) => set(d, "name", " "),
      node: "$.name",
      says: /wanted one value, text/u,
    },
    {
      breaks: "two descriptions",
      edit: (d) => set(d, "description", ["a", "b"]),
      node: "$.description",
      says: /one value/u,
    },
    {
      breaks: "a url that is none",
      edit: (d) => set(d, "url", "None"),
      node: "$.url",
      says: /absolute address, got "None"/u,
    },
    {
      breaks: "a licence that says None",
      edit: (d) => set(d, "license", "None"),
      node: "$.license",
      says: /filler/u,
    },
    {
      breaks: "a licence by number",
      edit: (d) => set(d, "license", 4),
      node: "$.license",
      says: /CreativeWork/u,
    },
    {
      breaks: "a creator as text",
      edit: (d) => set(d, "creator", "A Lab"),
      node: "$.creator",
      says: /a person or an organisation/u,
    },
    {
      breaks: "a creator without a name",
      edit: (d) => delete d.creator.name,
      node: "$.creator",
      says: /with a name/u,
    },
    {
      breaks: "an invalid date",
      edit: (d) => set(d, "datePublished", "31/01/2026"),
      node: "$.datePublished",
      says: /ISO 8601/u,
    },
    {
      breaks: "a day that does not exist",
      edit: (d) => set(d, "datePublished", "2026-02-30"),
      node: "$.datePublished",
      says: /ISO 8601/u,
    },
    {
      breaks: "live, in words",
      edit: (d) => set(d, "isLiveDataset", "sometimes"),
      node: "$.isLiveDataset",
      says: /true or false/u,
    },
    {
      breaks: "a version that is no version",
      edit: (d) => set(d, "version", "two"),
      node: "$.version",
      says: /MAJOR\.MINOR\.PATCH/u,
      class: "reference",
    },
    {
      breaks: "no citation, as the reference sees it",
      edit: (d) => delete d.citeAs,
      node: $,
      says: /"citeAs" is recommended/u,
      class: "reference",
    },
  ]);
});

function set(object: Doc, key: string, value: unknown): void {
  object[key] = value;
}

function http(doc: Doc): void {
  for (const key of ["sc", "@vocab"]) doc["@context"][key] = "http://schema.org/";
}
