import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { saidInFields } from "../../../../src/consent/fields.ts";
import { hostFiles } from "../../../../src/consent/hosts.ts";
import { saidInImage } from "../../../../src/consent/image.ts";
import { conflicts, licenceOf, saidByLicence } from "../../../../src/consent/licence.ts";
import { consentOf } from "../../../../src/consent/said.ts";

const plus = "http://ns.useplus.org/ldf/vocab/";
/** An assertion as C2PA's CBOR writes it: a map of maps, texts with their length in the byte before. */
const cbor = (use: string) =>
  Buffer.concat([
    Buffer.from("cawg.training-mining\0"),
    Buffer.from([0xa1, 0x67]),
    Buffer.from("entries"),
    Buffer.from([0xa1, 0x63]),
    Buffer.from("use"),
    Buffer.from([0x60 + use.length]),
    Buffer.from(use),
  ]);

describe("what an image says", () => {
  it.each([
    [`<plus:DataMining>${plus}DMI-PROHIBITED-AIMLTRAINING</plus:DataMining>`, "denied"],
    [`plus:DataMining="${plus}DMI-PROHIBITED"`, "denied"],
    [`plus:DataMining="${plus}DMI-PROHIBITED-SEECONSTRAINT"`, "reserved"],
    [`plus:DataMining="${plus}DMI-ALLOWED"`, "unknown"],
    [`<tdm:reservation>1</tdm:reservation>`, "reserved"],
    [`tdm:reservation="0"`, "unknown"],
    [`c2pa.training-mining {"entries":{"c2pa.ai_training":{"use":"notAllowed"}}}`, "denied"],
    [`c2pa.training-mining {"entries":{"c2pa.ai_training":{"use":"allowed"}}}`, "unknown"],
  ])("%s", (text, consent) => {
    expect(consentOf(saidInImage(Buffer.from(`\xff\xd8 xmp ${text}`, "latin1")))).toBe(consent);
  });

  it("reads CBOR", () => {
    expect(consentOf(saidInImage(cbor("notAllowed")))).toBe("denied");
    expect(consentOf(saidInImage(cbor("constrained")))).toBe("reserved");
    expect(consentOf(saidInImage(cbor("allowed")))).toBe("unknown");
  });
});

describe("what fields say, whatever their type", () => {
  it.each([
    [{ x_robots_tag: "noai, noimageai" }, "denied"],
    [{ "X-Robots-Tag": ["noimageai"] }, "denied"],
    [{ headers: { "x-robots-tag": "noai" } }, "denied"],
    [{ error_message: "Use of image disallowed by X-Robots-Tag directive" }, "denied"],
    [{ x_robots_tag: "noindex" }, "reserved"],
    [{ tdm_reservation: 1 }, "reserved"],
    [{ tdm_reservation: true }, "reserved"],
    [{ tdm_reservation: "0", x_robots_tag: false, width: 3, caption: "noai" }, "unknown"],
  ])("%j", (meta, consent) => {
    expect(consentOf(saidInFields(meta))).toBe(consent);
  });
});

describe("licences", () => {
  it.each([
    ["https://creativecommons.org/licenses/by-nc/2.0/", "CC-BY-NC-2.0", ["non-commercial"]],
    ["http://creativecommons.org/publicdomain/zero/1.0/", "CC0-1.0", []],
    ["Attribution-NonCommercial-ShareAlike License", "CC-BY-NC-SA-2.0", ["non-commercial", "share-alike"]],
    ["CC BY-ND 4.0", "CC-BY-ND-4.0", ["no-derivatives"]],
    ["MIT License", "MIT", []],
    ["All rights reserved", null, ["all rights reserved"]],
    // A version that nobody named is not guessed.
    ["GPL", null, []],
    ["ask my aunt", null, []],
  ])("%s is %s", (words, spdx, asks) => {
    expect(licenceOf(words)).toEqual({ spdx, asks });
  });

  it("conflict where a pair asks what the dataset does not, and not the other way round", () => {
    const [by, nc] = [licenceOf("CC-BY-4.0"), licenceOf("CC-BY-NC-4.0")];
    expect(conflicts(nc, by)).toEqual(["non-commercial"]);
    expect(conflicts(by, nc)).toEqual([]);
    expect(consentOf(saidByLicence(nc))).toBe("reserved");
    expect(consentOf(saidByLicence(by))).toBe("unknown");
  });
});

describe("what hosts say, of a folder of their files", () => {
  const folder = mkdtempSync(join(tmpdir(), "sluice-hosts-"));
  afterAll(() => rmSync(folder, { recursive: true, maxRetries: 20 }));
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  write("closed.example/robots.txt", "User-agent: CCBot\nDisallow: /private/\n");
  write("spawning.example/ai.txt", "User-Agent: *\nDisallow: *.jpg\n");
  write("mining.example/.well-known/tdmrep.json", '[{"location":"/art/*","tdm-reservation":1}]');
  write("broken.example/.well-known/tdmrep.json", "{not json");
  write("broken.example/robots.txt", "<html>404</html>");
  const hosts = hostFiles(folder);
  const said = async (url: string) => consentOf(await hosts.said(new URL(url)));

  it("keeps to each, by place", async () => {
    expect(await said("https://closed.example/private/a.png")).toBe("denied");
    expect(await said("https://closed.example/open/a.png")).toBe("unknown");
    expect(await said("https://spawning.example/x/y.jpg")).toBe("denied");
    expect(await said("https://spawning.example/x/y.png")).toBe("unknown");
    expect(await said("https://mining.example/art/1.png")).toBe("reserved");
    expect(await said("https://nobody.example/1.png")).toBe("unknown");
  });

  it("names files that nobody can parse, once each, and goes on", async () => {
    expect(await said("https://broken.example/1.png")).toBe("unknown");
    expect(await said("https://broken.example/2.png")).toBe("unknown");
    const lines = hosts.troubles();
    expect(lines.length).toBe(2);
    expect(lines.every((line) => !line.includes("\n"))).toBe(true);
    expect(await said("https://closed.example/private/a.png")).toBe("denied");
  });

  it("reads nothing outside its folder, whatever a host is called", async () => {
    write("robots.txt", "User-agent: *\nDisallow: /\n");
    const inner = hostFiles(join(folder, "closed.example"));
    expect(new URL("https://../a.png").hostname).toBe("..");
    expect(await inner.said(new URL("https://../a.png"))).toEqual([]);
  });
});
