import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import naughtyWords from "naughty-words";
import { beforeAll, describe, expect, it } from "vitest";
import { createFilter } from "../../filters/index.ts";
import type { Representation } from "../../src/actions/representation.ts";
import { kindsSql } from "../../src/representation/sweep.ts";
import { root, sluice } from "../support/cli.ts";
import { scratchFolder } from "../support/run-files.ts";
import { writeRunOf } from "../support/written-run.ts";

/** 40 pairs about Korean women, half of them flagged; 40 about men, none; 3 about nuns; 117 of landscapes. */
const captionOf = (i: number) => {
  if (i < 40) return `a korean woman with lipstick, number ${i}`;
  if (i < 80) return `a man with a hat, number ${i}`;
  if (i < 83) return `a nun in a garden, number ${i}`;
  return `a landscape with a hill, number ${i}`;
};
const hosts = ["pics.example.co.uk", "cdn.example.co.uk", "a.blogspot.com", "192.168.0.1"];

describe("sluice representation", () => {
  const folder = scratchFolder();
  const run = folder("run");
  beforeAll(() =>
    writeRunOf(
      run,
      Array.from({ length: 200 }, (_, i) => ({ image_porn: i < 20 ? 0.9 : 0 })),
      { caption: captionOf, url: (i) => `https://${hosts[i % 4]}/${i}.jpg` },
    ),
  );
  const asked = async (...flags: string[]): Promise<Representation> => {
    const { code, stdout } = await sluice("representation", run, "--json", ...flags);
    expect(code).toBe(0);
    return JSON.parse(stdout) as Representation;
  };

  it("sets nationality × gender beside each alone, and small cells within bounds", async () => {
    const { people } = await asked("--only", "people", "--flag", "image");
    const both = people?.intersections.find(({ cell }) => cell === "korean × women");
    expect(both?.pairs).toBe(40);
    expect(both?.outcomes[0]).toMatchObject({ rate: { k: 20, n: 40 } });
    // No pair names Koreans without a woman; three name women who are no Koreans: nuns.
    expect(both?.alone.map(({ cell, pairs }) => [cell, pairs])).toEqual([
      ["korean alone", 0],
      ["women alone", 3],
    ]);
    const nun = people?.terms.find(({ cell, axis }) => cell === "nun" && axis === "gender");
    expect(nun?.outcomes[0]).toEqual({ bounds: { low: 0, high: expect.closeTo(0.7076, 3) } });
  });

  it("finds the words beside a term, and no word that stands everywhere", async () => {
    const { words } = await asked("--only", "words", "--term", "women");
    const found = words?.[0]?.words.map(({ word }) => word);
    expect(found).toEqual(expect.arrayContaining(["lipstick", "korean"]));
    expect(found).not.toContain("number");
    expect(found).not.toContain("hill");
  });

  it("tells hosts from what somebody registered, and countries where an ending or a list says one", async () => {
    const list = join(folder("."), "countries.csv");
    writeFileSync(list, "# mine\nblogspot.com,US\nnonsense\n");
    const { code, stdout, stderr } = await sluice(
      ...["representation", run, "--only", "places", "--countries", list, "--json"],
    );
    expect([code, stderr.trim()]).toEqual([0, "countries: 1 line says nothing: 3"]);
    const { places } = JSON.parse(stdout) as Representation;
    expect(places?.hosts.places).toBe(4);
    expect(places?.domains.rows.map(({ place, share }) => [place, share.k])).toEqual([
      ["example.co.uk", 100],
      ["192.168.0.1", 50],
      ["a.blogspot.com", 50],
    ]);
    expect(places?.countries.rows.map(({ place }) => place)).toEqual([
      "GB (by ending)",
      "US (by list)",
      "not said",
    ]);
  });

  it("counts cues of dialects, kinds of slurs, wording of programs and years of addresses", async () => {
    const other = folder("cued");
    const captions = [
      ...Array.from({ length: 12 }, (_, i) => `our favourite colours, number ${"abcdefghijkl"[i]}`),
      ...Array.from({ length: 10 }, (_, i) => `IMG_${1000 + i}.jpg`),
      ...Array.from({ length: 6 }, (_, i) => `Ladder ${i} with ${i + 3} steps of steel`),
      "he finna go home",
      "Image may contain: one dog",
    ];
    await writeRunOf(
      other,
      captions.map(() => ({})),
      {
        caption: (i) => captions[i] ?? "",
        url: (i) => `https://a.example/wp/${i < 12 ? "2016/03" : "x"}/${i}.jpg`,
      },
    );
    const { code, stdout } = await sluice(
      "representation",
      other,
      "--only",
      "slurs,dialects,origin",
      "--json",
    );
    expect(code).toBe(0);
    const { slurs, dialects, origin } = JSON.parse(stdout) as Representation;
    const counts = (of: typeof slurs) =>
      Object.fromEntries((of?.rows ?? []).map(({ cue, share }) => [cue, share.k]));
    expect(slurs?.rows).toEqual([]);
    expect(counts(dialects)).toEqual({
      "any of them": 13,
      "British spelling": 12,
      "African American English": 1,
    });
    expect(counts(origin?.machine ?? null)).toEqual({
      "any of them": 17,
      "a file's name": 10,
      "a template, in 5 captions or more with other numbers": 16,
      "an automatic description": 1,
    });
    expect(counts(origin?.years ?? null)).toEqual({ 2016: 12 });
    const text = await sluice("representation", other, "--only", "slurs");
    expect(text.stdout).toMatch(/none: 0\.00 % \[0\.00 %, \d/u);
  });

  it("tells slurs by what they are against, and prints none of them", async () => {
    const lists = JSON.parse(
      Buffer.from(
        (
          JSON.parse(readFileSync(join(root, "filters/words/profanity-list.json"), "utf8")) as {
            base64: string;
          }
        ).base64,
        "base64",
      ).toString(),
    ) as readonly { match: string; tags: readonly string[]; severity: number }[];
    const against = (tag: string) =>
      lists.find(
        ({ tags, severity, match }) =>
          severity > 2 && tags.length === 1 && tags[0] === tag && /^\w{6,}$/u.test(match),
      )?.match ?? "";
    const words = ["racial", "religious"].map(against);
    const other = folder("slurs");
    await writeRunOf(
      other,
      Array.from({ length: 30 }, () => ({})),
      {
        caption: (i) =>
          i < 11 ? `a word, ${words[0]}, ${i}` : i < 12 ? `a word, ${words[1]}` : `a hill, ${i}`,
      },
    );
    const { stdout, stderr } = await sluice("representation", other, "--only", "slurs");
    expect(stdout).toMatch(/racial +36\.67 %/u);
    for (const word of words.filter((one) => one !== ""))
      expect(`${stdout}${stderr}`.includes(word)).toBe(false);
  });

  it("prints tables of so many rows", async () => {
    const { code, stdout } = await sluice("representation", run, "--flag", "image", "--top", "20");
    expect(code).toBe(0);
    expect(stdout).toMatch(/korean × women +50\.00 % \[35\.20 %, 64\.80 %\] \(20 of 40\), odds ratio/u);
    expect(stdout).toMatch(/nationality any nationality/u);
    expect(stdout).toMatch(/nun × women|christian × women +within \[0\.00 %, 70\.76 %\]: 3 pairs/u);
  });

  it("shows the first letter alone of a word that a list holds", async () => {
    const lexicon = await createFilter("lexicon", { device: "cpu", models: {} });
    const words = naughtyWords.en.filter((word) => /^[a-z]{5,}$/u.test(word));
    const rows = await lexicon.score(words.map((word) => ({ key: word, caption: word })));
    const listed =
      words.find((_, i) => Object.values(rows[i] ?? {}).some((value) => Number(value) > 0)) ?? "";
    const veiled = folder("veiled");
    await writeRunOf(
      veiled,
      Array.from({ length: 400 }, () => ({})),
      { caption: (i) => (i < 200 ? `a woman ${listed} ${i}` : `a tree ${i}`) },
    );
    const { code, stdout } = await sluice("representation", veiled, "--only", "words", "--term", "women");
    expect(code).toBe(0);
    // What fails here must not print the word.
    expect(stdout.includes(listed)).toBe(false);
    expect(stdout).toContain(`${listed[0]}▒`);
  });

  it("sweeps hateful, targeted and aggressive by what the model that ships measures", async () => {
    const { labels } = JSON.parse(readFileSync(join(root, "models/text-toxicity/model.json"), "utf8"));
    const columns = new Set((labels as readonly string[]).map((label) => `text_${label}`));
    expect(kindsSql(columns)?.map(({ kind }) => kind)).toEqual(["hateful", "targeted", "aggressive"]);
    expect(kindsSql(new Set(["text_insult"]))).toBeNull();
  });

  it("says what of harmful words on harmless pictures each cut of similarity keeps", async () => {
    const other = folder("similar");
    // Ten of a hundred have harmful words; one of them a harmful picture, too, and one no picture that was measured.
    await writeRunOf(
      other,
      Array.from({ length: 100 }, (_, i) => ({
        text_toxicity: i < 10 ? 0.9 : 0,
        image_porn: i === 0 ? 0.9 : i === 1 ? null : 0,
      })),
      {},
      { clip_similarity: (i) => (i === 99 ? null : i % 2 === 0 ? 0.31 : 0.12) },
    );
    const { code, stdout } = await sluice("representation", other, "--only", "similarity", "--json");
    expect(code).toBe(0);
    const { similarity } = JSON.parse(stdout) as Representation;
    expect(similarity).toMatchObject({ by: "clip_similarity", measured: 99, unmeasured: 1 });
    expect(similarity?.harmful).toMatchObject({ k: 8, n: 99 });
    const at = (cut: number) => similarity?.rows.find((row) => row.cut === cut);
    expect(at(0.1)).toMatchObject({ kept: { k: 99, n: 99 }, harmful: { k: 8 }, left: { k: 8, n: 8 } });
    // Of numbers two to nine the even ones.
    expect(at(0.3)).toMatchObject({
      kept: { k: 50, n: 99 },
      harmful: { k: 4, n: 50 },
      left: { k: 4, n: 8 },
    });
    const none = await sluice("representation", run, "--only", "similarity");
    expect([none.code, none.stdout.trim()]).toEqual([0, ""]);
    expect(none.stderr.trim()).toBe("similarity: the run lacks the scores that say it");
  });

  it("refuses an outcome and a list that do not exist in one line", async () => {
    for (const flags of [
      ["--flag", "nosuch"],
      ["--countries", "/nowhere.csv"],
      ["--only", "everything"],
    ]) {
      const { code, stderr } = await sluice("representation", run, ...flags);
      expect([code, stderr.trim().split("\n").length]).toEqual([2, 1]);
    }
  });
});
