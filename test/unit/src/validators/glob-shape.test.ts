import { describe, expect, it } from "vitest";
import { literalGlob } from "../../../../src/documents/literal-glob.ts";
import { globShape } from "../../../../src/validators/glob-shape.ts";
import { readConfigs } from "../../../../src/validators/hub/read-configs.ts";

const hostile = [
  ...["x[1].tar", "y*.tar", "sp ace#?.tar", "a](http:evil.invalid).tar", "[z-a].tar", "new\nline.tar"],
  ...["<b>.tar", "quo'te\".tar", "100%25.tar", "[!a].tar", "[]].tar", "[", "a\\b.tar", "{a,b}.tar"],
];
const any = (mark: string) => (mark === "?" ? "." : ".*");

describe("patterns of names", () => {
  it("of one file match it and no other, whatever it is called", () => {
    for (const name of hostile)
      expect(
        hostile.filter((other) => globShape(literalGlob(name), any).test(other)),
        name,
      ).toEqual([name]);
  });

  // As Python 3's fnmatch and fsspec say of the same.
  it.each([
    ["x[1].tar", "x[1].tar", false],
    ["x[1].tar", "x1.tar", true],
    ["x[[]1].tar", "x[1].tar", true],
    ["[!a]b", "cb", true],
    ["[!a]b", "ab", false],
    ["[]]", "]", true],
    ["[z-a]", "m", false],
    ["[", "[", true],
  ])("%s of %s: %s", (glob, name, is) => {
    expect(globShape(glob, any).test(name)).toBe(is);
  });

  it("of a hub card are no laxer than the hub's: a bracket is a class", () => {
    const card = (path: string) =>
      readConfigs(`---\nconfigs:\n- config_name: a\n  data_files:\n  - split: b\n    path: "${path}"\n---\n`)
        .configs[0];
    expect(card("x[1].tar")?.isOf("x[1].tar")).toBe(false);
    expect(card("x[[]1].tar")?.isOf("x[1].tar")).toBe(true);
    expect(card("**")?.isOf("a/b/c.jpg")).toBe(true);
    expect(card("*.tar")?.isOf("a/c.tar")).toBe(false);
  });
});
