import { writeFileSync } from "node:fs";
import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { csvRecords } from "../../../datasets/tables/csv-records.ts";
import { openSeparated } from "../../../datasets/tables/separated.ts";
import { scratchFolder } from "../../support/run-files.ts";

const folder = scratchFolder();
const { signal } = new AbortController();
let made = 0;

/** Each row's caption, or its error, read in parts of `rows`. */
async function read(text: string, rows = Number.POSITIVE_INFINITY): Promise<readonly string[]> {
  const path = `${folder(`f${made++}`)}.csv`;
  writeFileSync(path, text);
  const table = await openSeparated(path, rows);
  const all: string[] = [];
  for (const part of table?.parts ?? [])
    for await (const entry of part.read(signal))
      all.push(
        "record" in entry ? String(entry.record["caption"]) : "error" in entry ? entry.error : entry.trouble,
      );
  return all;
}

const unclosed = (line: number) =>
  `Cannot read line ${line}: wanted a quote that closes the one before its text, got none; the lines behind it are read as rows`;

describe("a quote that nothing closes", () => {
  it.each([
    ["to the end", 'url,caption\na,x\nb,"a dog\nc,a cat\nd,z\n', ["x", unclosed(3), "a cat", "z"]],
    ["in the last row", 'url,caption\na,x\nb,"a dog', ["x", unclosed(3)]],
    ["before a row with quotes", 'url,caption\nb,"a dog\nc,"a cat"\nd,z\n', [unclosed(2), "a cat", "z"]],
    ["before a row of quotes", '"url","caption"\n"b","a dog\n"c","a cat"\n', [unclosed(2), "a cat"]],
    [
      "before a quote in a text",
      'url,caption\nb,"a dog\nc,5" of cat\nd,z\n',
      [unclosed(2), '5" of cat', "z"],
    ],
    ["twice", 'url,caption\nb,"a dog\nc,"a cat\nd,z\n', [unclosed(2), unclosed(3), "z"]],
    ["with other line ends", 'url,caption\r\nb,"a dog\r\nc,a cat\r\n', [unclosed(2), "a cat"]],
    ["in the header", 'url,"caption\na,x\nb,y\n', ["x", "y"]],
  ])("makes its line an error, and the lines behind it rows: %s", async (_, text, rows) => {
    expect(await read(text)).toEqual(rows);
    expect(await read(text, 1)).toEqual(rows);
  });

  it("is none where the text goes on in further lines", async () => {
    const rows = ["a dog\nand, later,\na cat", 'she says "no"\nand goes', "z"];
    expect(
      await read(`url,caption\n${rows.map((text) => `b,"${text.replaceAll('"', '""')}"\n`).join("")}`),
    ).toEqual(rows);
  });

  it("hides no row, whichever rows have one and wherever the file is cut", async () => {
    const text = fc.stringMatching(/^[a-z ]{1,12}$/u);
    const row = fc.record({ text, as: fc.constantFrom("bare", "quoted", "lines", "unclosed") });
    const line = ({ text, as }: { text: string; as: string }) =>
      as === "bare"
        ? text
        : as === "quoted"
          ? `"${text}"`
          : as === "lines"
            ? `"${text}\n${text}"`
            : `"${text}`;
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 30 }), async (rows) => {
        const csv = `url,caption\n${rows.map((one, i) => `u${i},${line(one)}\n`).join("")}`;
        const whole = await read(csv);
        const expected = rows.map(({ text, as }) =>
          as === "unclosed"
            ? expect.stringContaining("Cannot read line")
            : as === "lines"
              ? `${text}\n${text}`
              : text,
        );
        expect(whole).toEqual(expected);
        expect(await read(csv, 3)).toEqual(whole);
      }),
      { numRuns: 60 },
    );
  });
});

describe("quotes behind a backslash", () => {
  it.each([
    ["beside a comma", 'url,caption\na,"a sign, \\"stop, now\\", in red"\n', ['a sign, "stop, now", in red']],
    ["at both ends", 'url,caption\na,"\\"stop\\""\nb,x\n', ['"stop"', "x"]],
    ["over lines", 'url,caption\na,"he \\"said\nso, and\\" went"\nb,x\n', ['he "said\nso, and" went', "x"]],
    ["before another backslash", 'url,caption\na,"a \\\\ b, \\"c\\""\n', ['a \\ b, "c"']],
  ])("are of the text: %s", async (_, text, rows) => {
    expect(await read(text)).toEqual(rows);
    expect(await read(text, 1)).toEqual(rows);
  });

  it("end their field where the rows fit so", async () => {
    expect(await read('caption,url\n"C:\\pictures\\",a\n"D:\\","b"\n')).toEqual(["C:\\pictures\\", "D:\\"]);
    const wrong = 'caption,url\n"D:\\","b",c\n"x","y"\n';
    expect(await read(wrong)).toEqual([expect.stringContaining("wanted 2 fields, got 3"), "x"]);
  });
});

it("reads what is sound as csv-parse does, whatever pieces it comes in", async () => {
  const field = fc.string({ unit: fc.constantFrom("a", "b", '"', ",", " ", "\n"), maxLength: 6 });
  const rows = fc.array(fc.array(field, { minLength: 2, maxLength: 2 }), { minLength: 1, maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(
      rows,
      fc.integer({ min: 1, max: 5 }),
      fc.constantFrom("\n", "\r\n"),
      async (all, size, end) => {
        const text = all
          .map((row) => row.map((one) => `"${one.replaceAll('"', '""').replaceAll("\n", end)}"`).join(","))
          .join(end);
        async function* pieces() {
          for (let at = 0; at < text.length; at += size) yield Buffer.from(text.slice(at, at + size));
        }
        const records: (readonly string[])[] = [];
        for await (const { fields } of csvRecords(pieces(), { delimiter: ",", trim: false }))
          records.push(fields);
        expect(records).toEqual(parse(text));
      },
    ),
  );
});
