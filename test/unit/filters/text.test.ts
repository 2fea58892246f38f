import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Filter, Sample } from "../../../filters/index.ts";
import { lexicon } from "../../../filters/lexicon.ts";
import { textBasics } from "../../../filters/text-basics.ts";
import { filterContract } from "../../contracts/filter.ts";

const captions = [
  "A dog runs along the beach at sunset",
  "Ein Hund läuft bei Sonnenuntergang am Strand entlang",
  "犬が夕暮れの浜辺を走っている",
  "IMG_2041.jpg",
  "",
  "   ",
  "mail me@example.com, see https://example.com/a?b=c or call +44 20 7946 0018",
  "line\u0000with\u0007control\u202e characters\ud800",
  "👩‍👩‍👧‍👦🏳️‍🌈",
];
const samples: readonly Sample[] = captions.map((caption, i) => ({ key: String(i), caption }));

async function measure(filter: Filter | Promise<Filter>, caption: string) {
  const [row] = await (await filter).score([{ key: "k", caption }]);
  return row ?? {};
}

describe("text-basics", () => {
  filterContract(textBasics, samples);

  it("counts code points, not UTF-16 units", async () => {
    expect(await measure(textBasics(), "🐕 dog")).toMatchObject({ caption_length: 5, caption_words: 1 });
  });

  it.each([
    ["A dog runs along the beach at sunset", "en"],
    ["Ein Hund läuft bei Sonnenuntergang am Strand entlang", "de"],
    ["犬が夕暮れの浜辺を走っている", "ja"],
    ["a dog", "unknown"],
    ["IMG_2041.jpg", "unknown"],
    ["12345 67890", "unknown"],
  ])("says the language of %j: %s", async (caption, language) => {
    expect((await measure(textBasics(), caption))["language"]).toBe(language);
  });

  it("counts contact details apart", async () => {
    const text = "me@example.com you@example.com www.example.com (202) 555-0143 and 2041 photos of 1999";
    expect(await measure(textBasics(), text)).toMatchObject({
      caption_emails: 2,
      caption_urls: 1,
      caption_phones: 1,
    });
  });

  it("never throws, and stays within its ranges, on any string", async () => {
    const filter = await textBasics();
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: "binary", maxLength: 300 }), async (caption) => {
        const row = await measure(filter, caption);
        expect(row["caption_length"]).toBe([...caption].length);
        expect(Number(row["caption_words"])).toBeLessThanOrEqual(caption.length);
      }),
    );
  });

  it("takes a caption of 1 MB in less than a second per filter", async () => {
    const caption = "lorem 1 ipsum ".repeat(75_000);
    expect(await measure(textBasics(), caption)).toMatchObject({ caption_length: caption.length });
    expect(await measure(lexicon(), caption)).toMatchObject({ lexicon_severity: 0 });
  });
});

describe("lexicon", () => {
  filterContract(lexicon, samples);

  it.each([
    ["I am a proud gay man"],
    ["two lesbian women kissing at their wedding"],
    ["a Muslim woman with a headscarf reading to her children"],
    ["Jewish boys and Black girls at a playground"],
    ["grilled chicken breast with rice"],
    ["breast cancer screening poster"],
    ["Scunthorpe town hall, Essex, at dusk"],
    ["a map of Nigeria and of the Niger river"],
    ["shot of a cocktail on the bar, class of 1999"],
    ["a collared dove on a branch"],
  ])("is silent about %j", async (caption) => {
    expect(Object.values(await measure(lexicon(), caption))).toEqual([0, 0, 0, 0, 0]);
  });

  it("counts mild words by severity", async () => {
    expect(await measure(lexicon(), "Damn, what a crap photo")).toMatchObject({
      lexicon_severity: 1,
      lexicon_slurs: 0,
    });
    expect(await measure(lexicon(), "daaamn")).toMatchObject({ lexicon_severity: 1 });
  });

  it("knows lists of other languages only for captions in them", async () => {
    const german = "Das ist doch alles Mist und Scheiße, sagte er und ging nach Hause";
    expect(await measure(lexicon(), german)).toMatchObject({ lexicon_foreign: 1 });
    expect(await measure(lexicon(), "A photograph of a sign that says Scheiße on a wall")).toMatchObject({
      lexicon_foreign: 0,
    });
  });
});
