import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { curateRun } from "../../src/actions/curate.ts";
import { sluice } from "../support/cli.ts";
import { scratchFolder } from "../support/run-files.ts";
import { jpeg, tarOf } from "../support/written.ts";

const folder = scratchFolder();

async function audited(name: string, files: Readonly<Record<string, string | Uint8Array>>) {
  const source = folder(`${name}-source`);
  mkdirSync(source);
  for (const [file, content] of Object.entries(files)) writeFileSync(join(source, file), content);
  const run = folder(name);
  const filters = ["--filters", "image-basics,text-basics", "--workers", "1", "--quiet"];
  const ran = await sluice("audit", source, ...filters, "--out", run);
  expect([0, 4], ran.stderr).toContain(ran.code);
  return run;
}

const urls = () => audited("urls", { "cc.tsv": "a red barn\thttps://example.org/0.jpg\n" });

describe("a result that would be empty is a refusal with exit code 2 before any work:", () => {
  it.each(["webdataset", "imagefolder"])("a list of URLs as %s", async (format) => {
    const run = existsSync(folder("urls")) ? folder("urls") : await urls();
    const to = folder(`urls-${format}`);
    const ran = await sluice("curate", run, "--to", to, "--format", format);
    expect([ran.code, ran.stdout]).toEqual([2, ""]);
    expect(ran.stderr).toBe(
      `sluice: Cannot write ${format}: wanted pairs with images, got a dataset of captions and URLs; --format parquet holds them\n`,
    );
    expect([existsSync(to), existsSync(`${to}.part`)]).toEqual([false, false]);
  });

  it("rows of which nothing was measured, since the run judged no texts", async () => {
    const image = `data:image/jpeg;base64,${Buffer.from(await jpeg()).toString("base64")}`;
    const asked = [
      { type: "text", text: "what is it?" },
      { type: "image_url", image_url: { url: image } },
    ];
    const messages = [
      { role: "user", content: asked },
      { role: "assistant", content: "a red barn" },
    ];
    const run = await audited("chat", { "chat.jsonl": `${JSON.stringify({ messages })}\n` });
    const to = folder("chat-out");
    const ran = await sluice("curate", run, "--to", to);
    expect([ran.code, ran.stderr]).toEqual([
      2,
      "sluice: Cannot write jsonl: wanted pairs that it can hold, got none among the 1 that pass: its run measured no field that holds a caption or a picture; audit with filters that judge texts and images, or --carry the fields\n",
    ]);
    expect([existsSync(to), existsSync(`${to}.part`)]).toEqual([false, false]);
    const ids = (await sluice("curate", run, "--to", to, "--carry", "messages", "--quiet")).code;
    expect([ids, (await sluice("curate", "--check", to)).code]).toEqual([0, 0]);
  });

  it("lists of texts of which the run judged the first alone, beside addresses", async () => {
    const row = (texts: readonly string[]) =>
      JSON.stringify({ text_list: texts, url: "https://example.org/0" });
    const run = await audited("lists", { "a.jsonl": `${row(["a barn", "more of it"])}\n` });
    const ran = await sluice("curate", run, "--to", folder("lists-out"));
    expect([ran.code, ran.stderr]).toEqual([
      2,
      expect.stringContaining("measured no field that holds a caption"),
    ]);
    // Of a list of one, all was measured; the other row is named, not written as an address alone.
    const two = await audited("two", { "a.jsonl": `${row(["a barn", "more of it"])}\n${row(["a tree"])}\n` });
    const to = folder("two-out");
    expect((await sluice("curate", two, "--to", to, "--quiet")).code).toBe(0);
    expect(readFileSync(join(to, "a.jsonl"), "utf8")).toBe(`${row(["a tree"])}\n`);
    expect((await sluice("curate", "--check", to)).code).toBe(0);
  });

  it("tars of captions alone as imagefolder", async () => {
    const run = await audited("texts", { "00000.tar": await tarOf([["0.txt", "a red barn"]]) });
    const picture = await tarOf([
      ["0.jpg", await jpeg()],
      ["1.txt", "two dogs"],
    ]);
    const mixed = await audited("mixed", { "00000.tar": picture });
    const policy = folder("captions.yaml");
    writeFileSync(
      policy,
      "name: captions\nversion: 1\ndescription: All with a caption\nrules:\n  - id: no-caption\n    reason: No caption\n    when: caption IS NULL\n    action: drop\n",
    );
    const flags = ["--policy", policy, "--to", folder("texts-out"), "--format", "imagefolder", "--quiet"];
    const ran = await sluice("curate", mixed, ...flags);
    expect([ran.code, ran.stderr]).toEqual([
      2,
      "sluice: Cannot write imagefolder: wanted pairs with images, got none among the 1 that pass\n",
    ]);
    // Without any image, nobody can tell from the scores whether there is one; tars of texts stay tars of texts.
    expect((await sluice("curate", run, "--to", folder("texts-tar"), "--quiet")).code).toBe(0);
  });

  it("a policy that lets nothing pass, also where the screens ask", async () => {
    // A caption of nothing but space is none.
    const run = await audited("none", {
      "00000.tar": await tarOf([
        ["0.jpg", await jpeg()],
        ["0.txt", " "],
      ]),
    });
    const to = folder("none-out");
    const message = `Cannot curate "${run}": nothing passes by policy default v7: 1 removed, 0 held until a person has looked`;
    const ran = await sluice("curate", run, "--to", to);
    expect([ran.code, ran.stderr]).toEqual([2, `sluice: ${message}\n`]);
    const context = { now: () => new Date(0), emit: () => {}, signal: new AbortController().signal };
    const asked = curateRun({ folder: run, policy: "default" }, { to, format: "parquet" }, context);
    await expect(asked).rejects.toThrow(message);
    expect([existsSync(to), existsSync(`${to}.part`)]).toEqual([false, false]);
  });
});
