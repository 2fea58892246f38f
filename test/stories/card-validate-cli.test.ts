import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { folder, goodText } from "../support/card-break.ts";
import { sluice } from "../support/cli.ts";

const scratch = mkdtempSync(join(tmpdir(), "sluice-card-"));
afterAll(() => rmSync(scratch, { recursive: true, maxRetries: 20 }));

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

  it("says of several files what programs of continuous integration take in, each finding with its line", async () => {
    const [bad, good, lost] = [
      written("odd, name.md", "---\nlicense: cc-by-5.0\ntags:\n- a\n---\n"),
      join(folder, "croissant/webdataset-1.1.json"),
      join(scratch, "nowhere.json"),
    ];
    const said = async (format: string, ...files: readonly string[]) =>
      sluice("card", "validate", ...files, "--format", format);
    const sarif = await said("sarif", bad, good);
    expect(sarif.code).toBe(3);
    const { version, runs } = JSON.parse(sarif.stdout);
    expect([version, runs.length, runs[0].tool.driver.name]).toEqual(["2.1.0", 1, "sluice"]);
    expect(runs[0].results[0]).toMatchObject({
      ruleId: "values",
      level: "error",
      locations: [
        { physicalLocation: { artifactLocation: { uri: encodeURI(bad) }, region: { startLine: 2 } } },
      ],
    });
    for (const { ruleId, ruleIndex, level } of runs[0].results) {
      expect(runs[0].tool.driver.rules[ruleIndex].id).toBe(ruleId);
      expect(["error", "warning", "note"]).toContain(level);
    }
    const github = await said("github", bad);
    expect(github.stdout).toMatch(/^::error file=\S*odd%2C name\.md,line=2,title=values::\$\.license: /u);
    const junit = await said("junit", bad, good, lost);
    expect(junit).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/Cannot read card .*nowhere\.json/u),
    });
    // A file that cannot be read is no file without findings.
    expect(junit.stdout.match(/<testsuite /gu)).toHaveLength(3);
    expect(junit.stdout.match(/<failure /gu)).toHaveLength(2);
    const json = await said("json", good, good);
    expect(JSON.parse(json.stdout)).toMatchObject({
      schema: "sluice.card-reports/1",
      reports: [{ valid: true }, {}],
    });
  });
});
