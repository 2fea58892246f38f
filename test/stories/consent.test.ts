import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import sharp from "sharp";
import { beforeAll, describe, expect, it } from "vitest";
import type { ConsentFound } from "../../src/actions/consent.ts";
import { sluice } from "../support/cli.ts";
import { scratchFolder } from "../support/run-files.ts";

const xmp = (term: string) =>
  `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description xmlns:plus="http://ns.useplus.org/ldf/xmp/1.0/" plus:DataMining="http://ns.useplus.org/ldf/vocab/${term}"/></rdf:RDF></x:xmpmeta>`;

/** Five pairs: one refuses in its image, one by a header, one by a list, one keeps rights by licence, one is silent. */
async function folderOfPairs(folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const rows = [
    { license: "CC BY 4.0" },
    { x_robots_tag: "noai" },
    { url: "https://out.example/3.jpg" },
    { license: "https://creativecommons.org/licenses/by-nc/2.0/" },
    {},
  ].map((row, i) => ({ file_name: `${i}.jpg`, text: `a field, number ${i}`, ...row }));
  for (const [i, { file_name: name }] of rows.entries()) {
    const image = sharp({
      create: { width: 16, height: 16, channels: 3, background: { r: i * 20, g: 90, b: 40 } },
    });
    const said = i === 0 ? image.withXmp(xmp("DMI-PROHIBITED-GENAIMLTRAINING")) : image;
    writeFileSync(join(folder, name), await said.jpeg().toBuffer());
  }
  writeFileSync(join(folder, "metadata.jsonl"), rows.map((row) => `${JSON.stringify(row)}\n`).join(""));
}

describe("sluice consent", () => {
  const folder = scratchFolder();
  const [data, run] = [folder("data"), folder("run")];
  beforeAll(async () => {
    await folderOfPairs(data);
    const { code } = await sluice(
      "audit",
      data,
      "--filters",
      "text-basics",
      "--out",
      run,
      "--workers",
      "1",
      "--quiet",
    );
    expect(code).toBe(0);
  });

  it("says who refuses, who reserves and who is silent, and gives policies a column", async () => {
    const list = folder("out.txt");
    writeFileSync(list, "# asked\nout.example\n");
    const words = ["consent", run, "--opt-out", list, "--licence", "CC-BY-4.0", "--json"];
    const { code, stdout } = await sluice(...words);
    expect(code).toBe(0);
    const found = JSON.parse(stdout) as ConsentFound;
    expect([found.consent.denied.k, found.consent.reserved.k, found.consent.unknown.k]).toEqual([3, 1, 1]);
    expect(found.by.map(({ by }) => by).sort()).toEqual([
      "X-Robots-Tag",
      "image: DMI-PROHIBITED-GENAIMLTRAINING",
      "licence: CC-BY-NC-2.0",
      "opt-out list",
    ]);
    expect(found.licences.map(({ spdx, conflicts }) => [spdx, conflicts]).sort()).toEqual([
      ["CC-BY-4.0", []],
      ["CC-BY-NC-2.0", ["non-commercial"]],
    ]);
    const policy = folder("policy.yaml");
    writeFileSync(
      policy,
      "name: asked\nversion: 1\ndescription: d\nrules:\n  - id: refused\n    reason: its owner refuses\n    when: consent = 'denied'\n    action: drop\n    needs: [consent]\n",
    );
    const decided = await sluice("decide", run, "--policy", policy, "--json");
    expect(decided.code).toBe(0);
    expect(decided.stdout).toMatch(/"drop": ?3\b/u);
  });

  it("says which line of a list is no entry, by its number alone, and reads the others", async () => {
    const list = folder("half.txt");
    writeFileSync(list, "SECRETWORD and more\nout.example\n!!! no address\n");
    const { code, stdout, stderr } = await sluice("consent", run, "--opt-out", list, "--json");
    expect([code, stderr.trim()]).toEqual([
      0,
      `${list}: 2 lines are no address, host or hash, and the others count: 1, 3`,
    ]);
    const found = JSON.parse(stdout) as ConsentFound;
    expect(found.by.find(({ by }) => /opt-out/u.test(by))?.share.k).toBe(1);
  });

  it("is a rule of a policy that ships", async () => {
    const { stdout } = await sluice("decide", run, "--policy", "strict", "--json");
    expect(stdout).toMatch(/consent-denied/u);
    expect(stdout).toMatch(/consent-reserved/u);
  });

  it("refuses a list that nobody can parse in one line, and keeps what was found before", async () => {
    const list = folder("bad.txt");
    writeFileSync(list, "# mine\n!!! no address\n");
    const { code, stderr } = await sluice("consent", run, "--opt-out", list);
    expect([code, stderr.trim().split("\n").length]).toEqual([2, 1]);
    expect(stderr).toMatch(/line 2/u);
    const { stdout } = await sluice("explore", run, "--where", "consent = 'denied'", "--json");
    expect(stdout.match(/opt-out list/gu)?.length ?? 0).toBeGreaterThan(0);
  });
});
