import { describe, expect, it } from "vitest";
import { validateCroissant } from "../../../../src/validators/croissant/validate.ts";
import { type Doc, finds, goodText } from "../../../support/card-break.ts";

const tar = "$.distribution[0]";
const jpgs = "$.distribution[2]";
const set = (object: Doc, key: string, value: unknown) => Object.assign(object, { [key]: value });

describe("files", () => {
  finds([
    {
      breaks: "a type that is no file",
      edit: (d) => set(d.distribution[0], "@type", "sc:DataDownload"),
      node: `${tar}["@type"]`,
      id: "00000.tar",
      says: /wanted cr:FileObject or cr:FileSet/u,
    },
    {
      breaks: "a file without a type",
      edit: (d) => delete d.distribution[0]["@type"],
      node: `${tar}["@type"]`,
      says: /got nothing/u,
    },
    {
      breaks: "text in place of a file",
      edit: (d) => set(d, "distribution", ["00000.tar"]),
      node: tar,
      says: /wanted a FileObject, got "00000\.tar"/u,
    },
    {
      breaks: "a file nobody can name",
      edit: (d) => {
        delete d.distribution[0]["@id"];
        delete d.distribution[0].name;
      },
      node: tar,
      says: /"@id" is missing/u,
    },
    {
      breaks: "no encodingFormat",
      edit: (d) => delete d.distribution[0].encodingFormat,
      node: tar,
      id: "00000.tar",
      says: /"encodingFormat" is missing/u,
    },
    {
      breaks: "an encodingFormat that is none",
      edit: (d) => set(d.distribution[0], "encodingFormat", "tar"),
      node: `${tar}.encodingFormat`,
      says: /media type/u,
    },
    {
      breaks: "no contentUrl",
      edit: (d) => delete d.distribution[0].contentUrl,
      node: tar,
      says: /"contentUrl" is missing/u,
    },
    {
      breaks: "no hash",
      edit: (d) => delete d.distribution[0].sha256,
      node: tar,
      id: "00000.tar",
      says: /no sha256 and no md5/u,
    },
    {
      breaks: "a hash that is none",
      edit: (d) => set(d.distribution[0], "sha256", "not-a-hash"),
      node: `${tar}.sha256`,
      id: "00000.tar",
      says: /64 hexadecimal/u,
    },
    {
      breaks: "a short md5",
      good: "names-1.0",
      edit: (d) => set(d.distribution[0], "md5", "00"),
      node: `${tar}.md5`,
      says: /32 hexadecimal/u,
    },
    {
      breaks: "a size as number",
      edit: (d) => set(d.distribution[0], "contentSize", 10240),
      node: `${tar}.contentSize`,
      id: "00000.tar",
      says: /got 10240/u,
    },
    {
      breaks: "a size that is none",
      edit: (d) => set(d.distribution[0], "contentSize", "banana"),
      node: `${tar}.contentSize`,
      says: /"banana"/u,
    },
    {
      breaks: "a size without its unit",
      edit: (d) => set(d.distribution[0], "contentSize", "10240"),
      node: `${tar}.contentSize`,
      says: /no unit/u,
      class: "warning",
    },
    {
      breaks: "a file set without includes",
      edit: (d) => delete d.distribution[2].includes,
      node: jpgs,
      id: "jpgs",
      says: /"includes" is missing/u,
    },
    {
      breaks: "a file set nowhere",
      edit: (d) => delete d.distribution[2].containedIn,
      node: jpgs,
      says: /where the files lie/u,
      class: "warning",
    },
    {
      breaks: "a container that is not there",
      edit: (d) => set(d.distribution[2], "containedIn", [{ "@id": "00009.tar" }]),
      node: `${jpgs}.containedIn[0]`,
      id: "jpgs",
      says: /"00009\.tar" is declared nowhere/u,
    },
    {
      breaks: "a container that is a field",
      edit: (d) => set(d.distribution[2], "containedIn", { "@id": "texts/alt" }),
      node: `${jpgs}.containedIn`,
      says: /wanted a FileObject or FileSet, got the Field/u,
    },
    {
      breaks: "a file within itself",
      good: "tables-1.0",
      edit: (d) => set(d.distribution[0], "containedIn", { "@id": "films.csv" }),
      node: `${tar}.containedIn`,
      id: "zip",
      says: /comes from itself/u,
    },
    {
      breaks: "excludes, which the reference does not apply",
      edit: (d) => set(d.distribution[2], "excludes", "x*"),
      node: `${jpgs}.excludes`,
      says: /does not apply/u,
      class: "reference",
    },
    {
      breaks: "white space in an id",
      edit: (d) => set(d.distribution[0], "@id", "first tar"),
      node: `${tar}["@id"]`,
      id: "first tar",
      says: /white space/u,
    },
    {
      breaks: "one id for two files",
      edit: (d) => set(d.distribution[1], "@id", "00000.tar"),
      node: '$.distribution[1]["@id"]',
      id: "00000.tar",
      says: /already names \$\.distribution\[0\]/u,
    },
  ]);
});

describe("what is no error", () => {
  it.each([
    ["an MD5 in base64", (d: Doc) => set(d.distribution[0], "md5", "1B2M2Y8AsgTpgAmY7PhCfg==")],
    ["a format by its page", (d: Doc) => set(d.distribution[0], "encodingFormat", "https://example.org/tar")],
    ["no keywords", (d: Doc) => set(d, "keywords", [])],
    [
      "a branch where a repository's hash would stand",
      (d: Doc) =>
        d.distribution.push({
          "@type": "cr:FileObject",
          "@id": "repo",
          contentUrl: "https://example.org/repo",
          encodingFormat: "git+https",
          sha256: "main",
        }),
    ],
    ["the reference reader's spelling", (d: Doc) => set(d, "rai:dataCollectionTimeFrame", "2026-01-31")],
  ])("%s", async (_, edit) => {
    const doc: Doc = JSON.parse(goodText("webdataset-1.1"));
    edit(doc);
    const { findings } = await validateCroissant(JSON.stringify(doc));
    expect(findings.filter((one) => one.class === "error")).toEqual([]);
  });
});
