import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { jsonText } from "../../../../src/words/json-text.ts";
import { root } from "../../../support/cli.ts";

describe("JSON on stdout", () => {
  it("shows a terminal nothing that it obeys, and programs the same texts", () => {
    const document = { text: "a\u009b31m\u202eb\u2066\u200f\u2028\u007f\u{e0001}é漢😀" };
    const said = jsonText(document);
    expect(said).toBe(String.raw`{"text":"a\u009b31m\u202eb\u2066\u200f\u2028\u007f\udb40\udc01é漢😀"}`);
    expect(JSON.parse(said)).toEqual(document);
  });

  it("has one writer: no command writes JSON by itself", () => {
    const folder = join(root, "src");
    const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) =>
      /^(?:cli|words).*\.ts$/u.test(name),
    );
    const own = files.filter((name) => /JSON\.stringify/u.test(readFileSync(join(folder, name), "utf8")));
    // The list makes cells of a table, which are made printable.
    expect(own.sort()).toEqual(["cli/commands/gate/list.ts", "words/json-text.ts"]);
  });
});
