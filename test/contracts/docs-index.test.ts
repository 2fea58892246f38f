import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, it } from "vitest";
import { parse } from "yaml";
import { root } from "../support/cli.ts";

const docs = join(root, "docs");
const read = (path: string) => readFileSync(join(root, path), "utf8");

/** Places that a page links to, without their anchors and without the web. */
function linksOf(page: string): readonly string[] {
  const found = read(page).matchAll(/\]\((?!\w+:)([^)#\s]+)(?:#[^)]*)?\)/gu);
  return [...found].map(([, link = ""]) => join(dirname(page), link));
}

it("every file of docs/ is linked from its index", () => {
  const files = readdirSync(docs, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .filter((path) => path !== "docs/README.md");
  expect(files.length).toBeGreaterThan(40);
  const linked = new Set(linksOf("docs/README.md"));
  expect(files.filter((file) => !linked.has(file))).toEqual([]);
});

it("links of the index, the glossary and the pages for contributors lead somewhere", () => {
  for (const page of ["README.md", "docs/README.md", "docs/glossary.md", "CONTRIBUTING.md", "SECURITY.md"]) {
    const links = linksOf(page);
    expect(links.length, page).toBeGreaterThan(0);
    expect(
      links.filter((link) => !existsSync(join(root, link))),
      page,
    ).toEqual([]);
  }
});

it("the glossary has each word once, used by the file where it lives", () => {
  const rows = [...read("docs/glossary.md").matchAll(/^\| \*\*([^*]+)\*\* \| ([^|]+) \| \[`([^`]+)`\]/gmu)];
  expect(rows.length).toBeGreaterThan(30);
  expect(new Set(rows.map(([, word]) => word)).size).toBe(rows.length);
  for (const [, word = "", , file = ""] of rows) {
    const squeezed = (text: string) => text.toLowerCase().replaceAll(" ", "");
    expect(squeezed(read(file)), `${word} in ${file}`).toContain(squeezed(word));
  }
});

it("the citation names the version of the package", () => {
  const { version, license } = JSON.parse(read("package.json")) as Record<string, string>;
  expect(parse(read("CITATION.cff"))).toMatchObject({
    "cff-version": "1.2.0",
    version,
    license,
    type: "software",
  });
});
