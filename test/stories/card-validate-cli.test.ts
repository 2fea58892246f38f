import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { folder, goodText } from "../support/card-break.ts";
import { sluice } from "../support/cli.ts";

const scratch = mkdtempSync(join(tmpdir(), "sluice-card-"));
afterAll(() => rmSync(scratch, { recursive: true }));

function written(name: string, content: string | Uint8Array): string {
  const path = join(scratch, name);
  writeFileSync(path, content);
  return path;
}

describe("sluice card validate", () => {
  it("exits 0 for a document without errors, and says what the reference would say", async () => {
    const { code, stdout, stderr } = await sluice(
      "card",
      "validate",
      join(folder, "croissant/webdataset-1.1.json"),
    );
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toContain(
      'the reference validator would say: $["rai:dataCollectionTimeframe"]: it looks for',
    );
    expect(stdout).toMatch(
      /Croissant 1\.1: 0 errors, 0 warnings, 2 remarks on the reference validator\nreadable: yes, conforms: yes, complete: yes\n$/u,
    );
  });

  it("exits 3 for errors, each with its node, its id and what to do; control characters are shown as dots", async () => {
    const text = goodText("webdataset-1.1").replace('"@id": "jpgs"\n', '"@id": "jp\\u001b[31mgs"\n');
    const { code, stdout } = await sluice("card", "validate", written("broken.json", text));
    expect(code).toBe(3);
    expect(stdout).toMatch(
      /error: \$\.recordSet\[2\]\.field\[0\]\.source\.fileSet \(pairs\/key\): "jp·\[31mgs" is declared nowhere \[references\]\n {2}\S/u,
    );
    expect(stdout).not.toContain("\u001b");
  });

  it("tells what can be read from what conforms and what is complete", async () => {
    const levels = async (text: string, level: string) => {
      const { code, stdout } = await sluice("card", "validate", written("l.json", text), "--level", level);
      return [code, stdout.trimEnd().split("\n").at(-1)];
    };
    const good = goodText("webdataset-1.1");
    const nameless = good.replace('"name": "shapes-alt"', '"alternateName": "shapes-alt"');
    expect(await levels(nameless, "readable")).toEqual([0, "readable: yes, conforms: no, complete: no"]);
    expect(await levels(nameless, "conforms")).toEqual([3, "readable: yes, conforms: no, complete: no"]);
    const uncited = good.replace(/"citeAs": "(?!cr:)/u, '"abstract": "');
    expect(await levels(uncited, "complete")).toEqual([3, "readable: yes, conforms: yes, complete: no"]);
    const dangling = good.replace('"@id": "jpgs"', '"@id": "others"');
    expect((await levels(dangling, "readable"))[0]).toBe(3);
  });

  it("prints one JSON document with --json", async () => {
    const file = written("README.md", "---\nlicense: cc-by-5.0\n---\n");
    const { code, stdout } = await sluice("card", "validate", file, "--json");
    expect(code).toBe(3);
    expect(JSON.parse(stdout)).toMatchObject({
      file,
      format: "hub-card",
      version: null,
      valid: false,
      findings: [
        {
          class: "error",
          rule: "values",
          node: "$.license",
          id: null,
          fix: 'write one of "cc-by-2.0", "cc-by-3.0", "cc-by-4.0"',
        },
      ],
    });
  });

  it.each([
    ["no-such-file.json", undefined, /no such file/u],
    ["empty.json", "", /the file is empty/u],
    ["half.json", '{"@type": ', /wanted JSON \(Croissant\) or Markdown/u],
    ["latin1.json", new Uint8Array([123, 0xe9, 125]), /encoded data was not valid/u],
  ])("exits 2 for %s", async (name, content, says) => {
    const file = content === undefined ? join(scratch, name) : written(name, content);
    const { code, stdout, stderr } = await sluice("card", "validate", file);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(says);
  });
});
