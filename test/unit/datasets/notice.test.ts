import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { lexer, type Tokens } from "marked";
import { globSync } from "tinyglobby";
import { describe, expect, it } from "vitest";
import { fileOf } from "../../../datasets/illustrations/packages.ts";
import { sources } from "../../../datasets/illustrations/sources.ts";
import { root } from "../../support/cli.ts";
import { isInstalled } from "../../support/illustration-packages.ts";

const home = join(root, "datasets/illustrations");
const notice = readFileSync(join(home, "NOTICE.md"), "utf8");
const words = ["emojibase-data", "emojilib"];
const packages = [...sources.map((source) => source.package), ...words];

const folderOf = (name: string) => dirname(fileOf(name, "package.json"));
const jsonOf = (path: string) => JSON.parse(readFileSync(path, "utf8"));
const present = packages.every(isInstalled);

/** A set's cells by the name of their row; words have a row each, pictures a column. */
function entryOf(name: string): Readonly<Record<string, string>> {
  for (const table of lexer(notice).filter((token): token is Tokens.Table => token.type === "table")) {
    const rows = [table.header, ...table.rows].map((row) => row.map(({ text }) => text));
    const lines = rows[0]?.[0] === "Package" ? rows : rows[0]?.map((_, i) => rows.map((row) => row[i] ?? ""));
    const [names = [], ...sets] = lines ?? [];
    const set = sets.find((cells) => cells.some((cell) => cell.includes(`\`${name}\``)));
    if (set !== undefined) return Object.fromEntries(names.map((row, i) => [row, set[i] ?? ""]));
  }
  throw new Error(`NOTICE.md names no package ${name}`);
}

describe.skipIf(!present)("the notice of the illustrations", () => {
  it.each(packages)("names %s in the version and under the licence of its package.json", (name) => {
    const { version, license } = jsonOf(join(folderOf(name), "package.json"));
    const entry = entryOf(name);
    expect(entry["Package"]).toContain(version);
    expect(entry["Licence"]).toContain(license);
  });

  it.each(sources)("credits $creator for $style, with the licence that its records name", (source) => {
    const { license } = jsonOf(join(folderOf(source.package), "package.json"));
    expect(source.license).toBe(license);
    const entry = entryOf(source.package);
    expect(entry["Style"]).toContain(`\`${source.style}\``);
    expect(Object.values(entry).join("\n")).toContain(source.creator);
    expect(Object.values(entry).join("\n")).toContain(source.url);
  });

  it.each(
    sources.filter(
      (source) => isInstalled(source.package) && existsSync(fileOf(source.package, "info.json")),
    ),
  )("names author and source of $package as its icon set does", (source) => {
    const { author, license } = jsonOf(join(folderOf(source.package), "info.json"));
    const entry = entryOf(source.package);
    expect(entry["By"]).toContain(author.name);
    expect(entry["Source"]).toContain(author.url);
    expect(entry["Licence"]).toContain(license.spdx);
  });

  it.each([
    ["emojibase-data", "LICENSE"],
    ["emojilib", "LICENSE"],
    ["@lobehub/fluent-emoji-3d", "README.md"],
  ])("repeats the copyright line of %s", (name, file) => {
    const line = /^Copyright .*?(?=\. <br|$)/mu.exec(readFileSync(join(folderOf(name), file), "utf8"))?.[0];
    expect(line).toMatch(/\d{4}/u);
    expect(notice).toContain(line?.replace(/\[([^\]]+)\]\[[^\]]+\]/u, "$1"));
  });
});

const cards = globSync("datasets/*/card/README.md", { cwd: root }).map((path) => dirname(path));

describe("the credit for the pictures", () => {
  it.each([
    "datasets/illustrations/README.md",
    "docs/illustrations.md",
    "models/illustrator/README.md",
    "models/illustrator/cards/answers.yaml",
    "models/illustrator/cards/model-card.md",
    "models/icon-clip/README.md",
  ])("is linked from %s", (file) => {
    const text = readFileSync(join(root, file), "utf8");
    const path = /\]\(([\w./-]*NOTICE\.md)[#)]/u.exec(text)?.[1] ?? "nowhere";
    expect(join(root, dirname(file), path)).toBe(join(home, "NOTICE.md"));
    for (const { creator } of sources) expect(text).toContain(creator.split(" ")[0]);
  });

  it.each(cards)("%s has the terms it names", (folder) => {
    const card = readFileSync(join(root, folder, "README.md"), "utf8");
    const link = /^license_link: (\S+)$/mu.exec(card)?.[1] ?? "";
    const terms = /^https?:/u.test(link) ? "an address" : readFileSync(join(root, folder, link), "utf8");
    expect(terms).not.toBe("");
  });
});
