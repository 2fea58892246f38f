import { afterAll, beforeAll, expect, it } from "vitest";
import type { Filter, Row } from "../../../filters/index.ts";
import { readable } from "../../../filters/text-reach.ts";
import { classifyReadings, textToxicity } from "../../../filters/text-toxicity.ts";
import { readManifest } from "../../../models/index.ts";

let filter: Filter;
beforeAll(async () => {
  filter = await textToxicity({ device: "cpu", models: {} });
});
afterAll(() => filter.close());

const manifest = readManifest("text-toxicity");
const labels = manifest.kind === "text-classifier" ? manifest.labels.map((label) => `text_${label}`) : [];

async function rowsOf(captions: readonly string[]): Promise<readonly Row[]> {
  return filter.score(captions.map((caption, i) => ({ key: String(i), caption })));
}

async function unreadOf(captions: readonly string[]): Promise<readonly unknown[]> {
  const rows = await rowsOf(captions);
  for (const row of rows) {
    const isRead = labels.every((label) => typeof row[label] === "number");
    const isNull = labels.every((label) => row[label] === null);
    expect(isRead || isNull).toBe(true);
  }
  return rows.map((row) => [row["text_unread"], row[labels[0] ?? ""] === null]);
}

it.each([
  ["Russian", "Красный сарай стоит на зелёном поле"],
  ["Thai", "โรงนาสีแดงในทุ่งหญ้าสีเขียว"],
  ["Greek", "Ένας κόκκινος αχυρώνας σε πράσινο χωράφι"],
  ["Hebrew", "אסם אדום בשדה ירוק"],
  ["Korean", "푸른 들판의 빨간 헛간"],
  ["Bengali", "সবুজ মাঠে একটি লাল গোলাঘর"],
  ["emoji alone", "😀😀"],
  ["one sign", "✓"],
  ["a letter of another script", "θ"],
  ["punctuation alone", "!!! ..."],
])("gives no score, for the script, of %s", async (_, caption) => {
  expect(await unreadOf([caption])).toEqual([["script", true]]);
});

it.each([
  ["Vietnamese", "Một nhà kho màu đỏ trên cánh đồng xanh"],
  ["Indonesian", "Sebuah lumbung merah di ladang hijau dengan seekor anjing"],
  ["Finnish", "Punainen lato vihreällä pellolla ja juokseva koira"],
  ["Hungarian", "Piros pajta a zöld mezőn és egy futó kutya"],
  ["Turkish", "Yeşil bir tarlada kırmızı bir ahır ve koşan köpek"],
  ["Hindi in Latin letters", "hare khet mein ek laal khalihan hai"],
  ["a title in Hindi in Latin letters", "Bazaar mein sabzi bechti mahila"],
  ["a title in Hindi without little words", "Khidki, purani imarat, subah"],
])("gives no score, for the language, of %s", async (_, caption) => {
  expect(await unreadOf([caption])).toEqual([["language", true]]);
});

it.each([
  ["German", "Eine rote Scheune steht auf einer grünen Wiese"],
  ["Spanish", "Un granero rojo en un campo verde y un perro que corre"],
  ["French", "Une grange rouge dans un champ vert avec un chien"],
  ["Italian", "Un fienile rosso in un campo verde con un cane che corre"],
  ["Portuguese", "Um celeiro vermelho num campo verde com um cachorro"],
  ["Dutch", "Een rode schuur in een groen veld met een hond"],
  ["Polish", "Czerwona stodoła na zielonym polu i biegnący pies"],
  ["Arabic", "حظيرة حمراء في حقل أخضر"],
  ["Chinese", "绿色田野里的红色谷仓"],
  ["Hindi", "हरे खेत में एक लाल खलिहान"],
])("gives a score below every cut of %s", async (_, caption) => {
  expect(await unreadOf([caption])).toEqual([[null, false]]);
  const [row] = await rowsOf([caption]);
  const cuts = manifest.kind === "text-classifier" ? (manifest.thresholds?.values ?? {}) : {};
  for (const [label, cut] of Object.entries(cuts)) expect(row?.[`text_${label}`], label).toBeLessThan(cut);
});

it("scores short, titled and named captions in English", async () => {
  const captions = [
    "Chai and samosa at a Diwali mela in Jaipur",
    "Priya Sharma in a red lehenga, bridal mehndi",
    "Namaste India, Taj Mahal at dawn",
    "Raja Ram temple with marigolds",
    ...["a", "cat", "a red barn", "IMG_2041.jpg", "1999", "2010 Nissan Altima Coupe", "Emilie Autumn"],
    ...["Plush Animal Mask - Rabbit", "Hoya Bella wax plant 2 inch pot", "Carolina Herrera 212 For Men"],
    ...["Lake Maggiore Magic Tote Bag", "Plain Crimped Wire Mesh", "San Francisco Skyline Panorama"],
    ...["Kevin Garnett and Lamar Odom", "bride and groom", "The Bourne Supremacy [Blu-Ray Ultra HD 4K]"],
    ...["Tokyo tower 東京タワー at night", "café au lait on a table", "a paella from Valencia"],
  ];
  expect(await unreadOf(captions)).toEqual(captions.map(() => [null, false]));
});

it("scores what it reads beside a sentence that it does not, and says so", async () => {
  const mixed = "a red barn in a green field with a small dog, κόκκινος αχυρώνας σε χωράφι";
  expect(await unreadOf([mixed])).toEqual([["script", false]]);
  const rude = "you are a stupid idiot and everybody hates you, κόκκινος αχυρώνας σε χωράφι";
  const [row] = await rowsOf([rude]);
  expect(row?.["text_toxicity"]).toBeGreaterThan(0.8);
});

it("makes no evidence of any sign: a caption scores the same with it and without", async () => {
  const captions = [
    ...["a red barn in a green field", "two children eating ice cream", "Portrait by Anna Berg"],
    ...["white kitchen with wooden chairs", "the mayor opens a new library", "dress"],
  ];
  const signs = [..."😀❤🔥🍆✓✔♫°★→€©®™№½•¿¡^{}<>กжあ한ع", "👩‍👩‍👧‍👦", "🇩🇪", "1️⃣", "👍🏽", "☀️"].filter(
    (sign) => !/[½1]/u.test(sign),
  );
  const plain = await rowsOf(captions);
  for (const sign of signs) {
    const before = await rowsOf(captions.map((caption) => `${sign} ${caption}`));
    const behind = await rowsOf(captions.map((caption) => `${caption}${sign}`));
    for (const [i, row] of plain.entries())
      for (const other of [before[i], behind[i]])
        for (const label of labels)
          expect(Math.abs(Number(other?.[label]) - Number(row[label])), `${sign} ${label}`).toBeLessThan(
            0.05,
          );
  }
});

it.each([
  ["right to left", "\u202eمرحبا\u202c a red barn"],
  ["1 MB", "a red barn in a field ".repeat(50_000)],
  ["1 MB of one word", "x".repeat(1_000_000)],
  ["1 MB of emoji", "😀".repeat(500_000)],
  ["a lone surrogate", "\ud800 barn"],
  ["nothing", " \u200b"],
])("gives a score, or none with its reason, of %s", async (_, caption) => {
  const [[unread, isNull] = []] = (await unreadOf([caption])) as [unknown, boolean][];
  if (caption.trim() !== "" && caption !== " \u200b" && isNull) expect(unread).not.toBeNull();
});

it("takes scripts and languages from the model's manifest", () => {
  expect(manifest).toMatchObject({
    languages: ["en", "de", "fr", "es", "it", "pt", "nl", "pl", "ar", "zh", "hi"],
    scripts: ["Latin", "Arabic", "Han", "Devanagari"],
  });
  const text = "barn Сарай 谷仓";
  expect(readable(text, { scripts: ["Latin"] }).text).toBe("barn");
  expect(readable(text, { scripts: ["Latin", "Cyrillic"] }).text).toBe("barn Сарай");
  expect(readable(text, {}).text).toBe(text);
});

it("counts the smaller of both readings of capitals, of what is sexual the middle", async () => {
  const capitals = { toxicity: 0.9, sexual_explicit: 0.9 };
  const small = { toxicity: 0.1, sexual_explicit: 0.5 };
  const labels = ["toxicity", "sexual_explicit"] as const;
  const read = async (text: string) => {
    const [reading] = await classifyReadings(
      {
        labels,
        reads: {},
        unknown: () => 0,
        classify: async (texts) =>
          texts.map((one) =>
            Float32Array.from(labels, (label) => (one === one.toLowerCase() ? small : capitals)[label]),
          ),
      },
      [text],
    );
    return [...(reading?.scores ?? [])].map((score) => Math.round(100 * score) / 100);
  };
  expect(await read("A TITLE")).toEqual([0.1, 0.75]);
  expect(await read("a title")).toEqual([0.1, 0.5]);
});
