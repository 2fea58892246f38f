import { createHash } from "node:crypto";
import { readdirSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { nearest } from "../../../../src/process/nearest.ts";
import { duplicateKeys } from "../../../../src/validators/croissant/duplicate-keys.ts";
import { jsonPathTrouble, regexTrouble } from "../../../../src/validators/croissant/expressions.ts";
import { rules } from "../../../../src/validators/croissant/rules/registry.ts";
import { validateCroissant } from "../../../../src/validators/croissant/validate.ts";
import { type Doc, folder, type Good, goodText } from "../../../support/card-break.ts";

const good = readdirSync(`${folder}/croissant`).map((name) => name.replace(".json", "") as Good);
const classes = async (text: string) => (await validateCroissant(text)).findings.map((one) => one.class);

describe("good documents", () => {
  it.each(good)("%s has no errors", async (name) => {
    const { version, findings } = await validateCroissant(goodText(name));
    expect(findings.filter((one) => one.class === "error")).toEqual([]);
    expect(version).toBe(name.slice(-3));
  });

  it("the known-good example has no warnings either, and two remarks on the reference's spelling", async () => {
    expect(await classes(goodText("webdataset-1.1"))).toEqual(["reference", "reference"]);
  });

  it.each(good)("%s is judged alike when its keys are written with their prefixes", async (name) => {
    const doc: Doc = JSON.parse(goodText(name));
    doc["@context"].sc = "https://schema.org/";
    for (const key of ["recordSet", "citeAs"]) if (key in doc) rename(doc, key, `cr:${key}`);
    for (const key of ["name", "license", "distribution"]) rename(doc, key, `sc:${key}`);
    expect(await classes(JSON.stringify(doc))).toEqual(await classes(goodText(name)));
  });

  it("may name schema.org by http in 1.1, to which only the reference objects", async () => {
    const text = goodText("manifest-1.1").replaceAll("https://schema.org/", "http://schema.org/");
    expect(new Set(await classes(text))).toEqual(new Set(["reference"]));
  });

  it("is judged without a network", async () => {
    const fetched = vi.spyOn(globalThis, "fetch");
    const doc: Doc = JSON.parse(goodText("webdataset-1.1"));
    doc["@context"] = "https://schema.org/";
    await validateCroissant(JSON.stringify(doc));
    expect(fetched).not.toHaveBeenCalled();
    fetched.mockRestore();
  });
});

describe("any document", () => {
  it("is judged without a crash when any value is replaced", async () => {
    const text = goodText("webdataset-1.1");
    const strange = [null, 7, true, "", [], {}, [[]], { "@id": 3 }, [{ "@id": "x y" }]];
    let count = 0;
    const spots = text.match(/"[^"]+"(?=\s*:)/gu)?.length ?? 0;
    for (let spot = 0; spot < spots; spot += 3) {
      let at = 0;
      const broken = JSON.stringify(JSON.parse(text), (key, value) =>
        key !== "" && at++ === spot ? strange[spot % strange.length] : value,
      );
      const { findings } = await validateCroissant(broken);
      for (const { node, message, fix } of findings)
        expect(node.startsWith("$") && message !== "" && fix !== "").toBe(true);
      count++;
    }
    expect(count).toBeGreaterThan(50);
  });

  it.each(["[]", "3", '"x"', "null"])("%s is named as no dataset", async (text) => {
    expect((await validateCroissant(text)).findings).toMatchObject([
      { class: "error", node: "$", rule: "root" },
    ]);
  });

  it("names keys that stand twice in the text", async () => {
    const text = goodText("webdataset-1.1").replace(
      '"version": "2.0.0",',
      '"version": "1.0.0", "version": "2.0.0",',
    );
    expect((await validateCroissant(text)).findings).toContainEqual(
      expect.objectContaining({ class: "warning", rule: "duplicates", node: "$.version" }),
    );
  });

  it("is judged twice alike", async () => {
    const digest = async () =>
      createHash("sha256")
        .update(JSON.stringify(await validateCroissant(goodText("names-1.0"))))
        .digest("hex");
    expect(await digest()).toBe(await digest());
  });
});

describe("the parts", () => {
  it("every rule has an id of its own and says what it looks for", () => {
    expect(new Set(rules.map(({ id }) => id)).size).toBe(rules.length);
    for (const { about } of rules) expect(about.length).toBeGreaterThan(10);
  });

  it("duplicateKeys finds exactly the keys that parsing loses", () => {
    expect(duplicateKeys('{"a": {"b": 1, "b": 2}, "c": [{"d": 1}, {"d": "}", "d": 2}]}')).toEqual([
      "$.a.b",
      "$.c[1].d",
    ]);
    fc.assert(fc.property(fc.jsonValue(), (value) => duplicateKeys(JSON.stringify(value)).length === 0));
  });

  it("nearest finds one slip, and nothing where nothing is near", () => {
    expect(nearest("licence", ["license", "language"])).toEqual(["license"]);
    expect(nearest("feild", ["field"])).toEqual(["field"]);
    expect(nearest("colour", ["license", "url"])).toEqual([]);
  });

  it.each([
    "$",
    "$.a.b[*].c",
    "content",
    "accept-language",
    "['art/style']",
    "$..id",
    "$[0]['x'][1:3]",
    "$.a[?(@.b>1)]",
  ])("reads the JSONPath %s", (path) => {
    expect(jsonPathTrouble(path)).toBeUndefined();
  });
  it.each(["$.", "$.a[", "$.a[*", "a..", "$['x]"])("does not read the JSONPath %s", (path) => {
    expect(jsonPathTrouble(path)).toMatch(/cannot be read/u);
  });
  it.each(["(?P<split>train|test)/.+", "(?i)^a$", "default/(?:partial-)?(train)/.+parquet$"])(
    "reads Python's expression %s",
    (regex) => {
      expect(regexTrouble(regex)).toBeUndefined();
    },
  );
});

function rename(object: Doc, from: string, to: string): void {
  object[to] = object[from];
  delete object[from];
}
