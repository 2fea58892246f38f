import { gunzipSync, gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type KeptPair, release as releaseOf, type StoredMember } from "../../../datasets/index.ts";

const image = Uint8Array.from([0xff, 0xd8, 1, 2, 3]);
/** As an audit leaves it that measured the caption and the image. */
const measured = { texts: ["a red barn"], images: [image], places: [] };
const release = (kept: KeptPair, carry: ReadonlySet<string>) => releaseOf(kept, measured, carry);
const insult = "YOU STUPID IDIOT, everyone hates you";

function kept(members: Readonly<Record<string, string | Uint8Array>>, meta = {}): KeptPair {
  const stored: StoredMember[] = Object.entries(members).map(([name, bytes]) => ({
    name,
    bytes: Buffer.from(bytes),
  }));
  return {
    pair: { key: "00000/a", row: 0, caption: "a red barn", members: stored, meta },
    image,
    sha256: "00",
    width: 1,
    height: 1,
    extension: "jpg",
  };
}

function written(members: Readonly<Record<string, string | Uint8Array>>, ...carry: readonly string[]) {
  const { kept: out, stripped, carried } = release(kept(members), new Set(carry));
  const texts = (out.pair.members ?? []).map(({ name, bytes }) => [name, Buffer.from(bytes).toString()]);
  return { members: Object.fromEntries(texts) as Record<string, string>, stripped, carried };
}

describe("the members of a pair", () => {
  const clean = {
    "a.jpg": image,
    "a.txt": "a red barn\n",
    "a.cls": "7",
    "a.json": `{"caption":"a red barn", "key":"a","uid":12345678901234567890,  "similarity": NaN,
      "url":"https://example.org/a.jpg","sha256":"${"ab".repeat(32)}","exif":"{}","taken":"2021-03-04T05:06:07Z"}`,
  };

  it("keep every byte where all of them were measured or are plain", () => {
    const { kept: out, stripped } = release(kept(clean), new Set());
    expect(out.pair.members).toEqual(kept(clean).pair.members);
    expect(stripped).toEqual([]);
  });

  it("stay out where nothing measured them: another caption, another image, a video", () => {
    const { members, stripped } = written({
      ...clean,
      "a.alt.txt": insult,
      "a.second.jpg": Uint8Array.from([0xff, 0xd8, 9]),
      "a.mp4": Uint8Array.from([0, 0, 0, 1, 0xfe]),
      "a.cls": insult,
    });
    expect(Object.keys(members)).toEqual(["a.jpg", "a.txt", "a.json"]);
    expect(stripped).toEqual([".alt.txt", ".cls", ".mp4", ".second.jpg"]);
  });

  it("lose the fields of their JSON that nothing measured; the others keep their digits", () => {
    const json = `{"n": 12345678901234567890, "captions": ["a red barn", "${insult}"], "title": "${insult}", "x": -Infinity, "deep": {"a": ["${insult}"]}}`;
    const { members, stripped } = written({ "a.jpg": image, "a.json": json });
    expect(members["a.json"]).toBe('{\n    "n": 12345678901234567890,\n    "x": -Infinity\n}');
    expect(stripped).toEqual(["captions", "deep", "title"]);
  });

  it.each([
    ["a field that comes twice", `{"title": "${insult}", "title": 1}`],
    ["a nested field that comes twice", `{"a": {"title": "${insult}", "title": 1}}`],
    ["JSON inside a field", `{"exif": ${JSON.stringify(`{"a": "${insult}"}`)}}`],
    [
      "a field that comes twice in JSON inside a field",
      `{"e": ${JSON.stringify(`{"a":"${insult}","a":1}`)}}`,
    ],
    ["a name", `{"${insult}": 1}`],
    ["a list that is no record", `["${insult}"]`],
    ["text that is no JSON", insult],
  ])("hide nothing in %s", (_, json) => {
    expect(JSON.stringify(written({ "a.jpg": image, "a.json": json }))).not.toContain("STUPID");
  });

  it("are read and written packed where they were packed", () => {
    const json = gzipSync(`{"n": 1, "title": "${insult}"}`);
    const { kept: out } = release(kept({ "a.json.gz": json, "a.jpg.gz": gzipSync(image) }), new Set());
    const [one, two] = out.pair.members ?? [];
    expect(gunzipSync(one?.bytes ?? "").toString()).toBe('{\n    "n": 1\n}');
    expect(gunzipSync(two?.bytes ?? "")).toEqual(Buffer.from(image));
  });

  it("pass where an audit measured more: further texts and images", () => {
    const second = Uint8Array.from([0xff, 0xd8, 9]);
    const members = { "a.jpg": image, "a.second.jpg": second, "a.alt.txt": "a blue barn", "a.cls": "a barn" };
    const parts = { texts: ["a red barn", "a blue barn"], images: [image, second], places: [] };
    const out = releaseOf(kept(members), parts, new Set());
    expect(out.kept.pair.members?.map(({ name }) => name)).toEqual(["a.jpg", "a.second.jpg", "a.alt.txt"]);
    expect(out.stripped).toEqual([".cls"]);
  });

  it("are written all the same where somebody says so, and that is told", () => {
    const members = { "a.jpg": image, "a.alt.txt": insult, "a.json": `{"title": "${insult}", "more": 2}` };
    const out = written(members, "alt.txt", "title");
    expect(out.members).toEqual({ ...members, "a.jpg": expect.any(String), "a.json": members["a.json"] });
    expect(out.carried).toEqual([".alt.txt", "title"]);
  });
});

it("leaves out columns beside a pair without members: only plain ones stay", () => {
  const { pair, ...rest } = kept({});
  const meta = { title: insult, uid: "12345678901234567890", scores: [0.1, 0.2], when: "2020-01-01" };
  const { members: _, ...bare } = pair;
  const out = release({ ...rest, pair: { ...bare, url: "buy now", license: insult, meta } }, new Set());
  expect(out.kept.pair).toEqual({
    key: "00000/a",
    row: 0,
    caption: "a red barn",
    meta: { uid: "12345678901234567890", scores: [0.1, 0.2], when: "2020-01-01" },
  });
  expect(out.stripped).toEqual(["license", "title", "url"]);
});

it("writes no text, wherever it stood, that was not measured", () => {
  const letters = fc.stringMatching(/^[A-Z]{6,12} [A-Z]{4,12}$/u);
  fc.assert(
    fc.property(letters, fc.json(), (secret, other) => {
      const nested = JSON.stringify({ a: [{ b: secret }], c: JSON.parse(other) as unknown, d: secret });
      const out = written({ "a.jpg": image, "a.json": nested, "a.note": secret, "a.txt": "a red barn" });
      return !JSON.stringify(out.members).includes(secret);
    }),
  );
});

describe("a row of a table", () => {
  const row = (record: Readonly<Record<string, unknown>>) => {
    const pair = { key: "a/0", row: 0, caption: "a red barn", record, meta: {} };
    const { kept: out, stripped } = release({ ...kept({}), pair }, new Set());
    return { record: out.pair.record, stripped };
  };

  it("keeps a record whose picture and texts were all measured, and loses one with anything else in it", () => {
    const sample = { image, caption: "a red barn", size: [8, 6], id: "7", more: null };
    expect(row({ sample })).toEqual({ record: { sample }, stripped: [] });
    expect(row({ sample: [sample, sample] }).stripped).toEqual([]);
    for (const more of [{ note: insult }, { [insult]: 1 }, { other: Uint8Array.from([0xff, 0xd8, 9]) }])
      expect(row({ sample: { ...sample, ...more } })).toEqual({
        record: { sample: undefined },
        stripped: ["sample"],
      });
  });

  it.each(['["a red barn", "a red barn"]', "['a red barn', \"a red barn\"]"])(
    "keeps a cell of captions that were all measured: %s",
    (cell) => {
      expect(row({ captions: cell })).toEqual({ record: { captions: cell }, stripped: [] });
      expect(row({ captions: cell.replace("a red", insult) }).stripped).toEqual(["captions"]);
    },
  );
});

describe("pictures in base64", () => {
  const encoded = Buffer.from(image).toString("base64");
  const whole = [encoded, `data:image/jpeg;base64,${encoded}`];
  const hiding = [
    `${encoded}${"=".repeat(2)}YOUidiot`,
    `${encoded}!!you!!`,
    `data:text/plain,you stupid;base64,${encoded}`,
    `data:you stupid idiot,${encoded}`,
  ];
  const json = (value: string) => ({ "a.json": JSON.stringify({ image: value, list: [value] }) });
  const row = (value: string) => {
    const { pair, ...rest } = kept({});
    const { members: _, ...own } = pair;
    return release({ ...rest, pair: { ...own, record: { image: value } } }, new Set()).kept.pair.record;
  };

  it.each(whole)("that were measured are written, in a member of JSON and in a row: %s", (value) => {
    expect(written(json(value))).toMatchObject({ members: json(value), stripped: [] });
    expect(row(value)).toEqual({ image: value });
  });

  it.each(hiding)("are left out where a text hides in them: %s", (value) => {
    expect(written(json(value)).stripped).toEqual(["image", "list"]);
    expect(row(value)).toEqual({ image: undefined });
  });
});
