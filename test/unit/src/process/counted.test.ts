import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { counted } from "../../../../src/process/figures.ts";
import { unreadWords } from "../../../../src/process/unread.ts";
import { root } from "../../../support/cli.ts";

it("a count and its noun agree", () => {
  expect([0, 1, 2, 12_345].map((n) => counted(n, "pair"))).toEqual([
    "0 pairs",
    "1 pair",
    "2 pairs",
    "12,345 pairs",
  ]);
  expect([1, 2].map((n) => counted(n, "entry", "entries"))).toEqual(["1 entry", "2 entries"]);
  expect(unreadWords({ language: 1, script: 0 }, "captions")).toBe("1 caption in another language");
  expect(unreadWords({ language: 0, script: 1 }, "captions")).toBe("1 caption in another script");
  expect(unreadWords({ language: 2, script: 1 }, "captions")).toBe(
    "2 captions in another language, 1 in another script",
  );
});

it("no page, screen or line of a command writes a count before a plural by itself", () => {
  const files = execFileSync("git", ["ls-files", "src/words", "src/tui", "src/screens", "src/cli"], {
    cwd: root,
    encoding: "utf8",
  });
  const plural =
    /(?<!of )\$\{count\([^(){}]+\)\} (?:pairs|shards|files|images|captions|labels|lines|topics|documents)\b(?!\/)/u;
  const found = files
    .trim()
    .split("\n")
    .filter((file) => plural.test(readFileSync(join(root, file), "utf8")));
  expect(found).toEqual([]);
});
