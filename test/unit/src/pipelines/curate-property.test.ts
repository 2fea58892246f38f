import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { parquetWriteBuffer } from "hyparquet-writer";
import { beforeAll, expect, it } from "vitest";
import { resign } from "../../../support/resign.ts";
import { checkFindings, curateScored, scoredRun } from "../../../support/scored-run.ts";
import { picture, tarOf, type Written } from "../../../support/written.ts";

interface Row {
  readonly n: number;
  readonly caption: string;
  readonly score: number;
  readonly dropped: boolean;
}

let pictures: readonly Uint8Array[] = [];

beforeAll(async () => {
  pictures = await Promise.all([0, 1, 2, 3, 4, 5].map(async (n) => new Uint8Array(await picture(n))));
});

const url = ({ n }: Row) => `https://example.org/${n}.jpg`;

/** How each container stores the same rows. */
const containers: Readonly<
  Record<string, readonly [string, (rows: readonly Row[]) => Promise<Uint8Array> | string]>
> = {
  tars: [
    "00000.tar",
    (rows) =>
      tarOf(
        rows.flatMap((row): readonly Written[] => [
          [`${row.n}.jpg`, pictures[row.n] ?? ""],
          [`${row.n}.txt`, row.caption],
          [`${row.n}.json`, JSON.stringify({ score: row.score, url: url(row) })],
        ]),
      ),
  ],
  parquet: [
    "data.parquet",
    async (rows) =>
      new Uint8Array(
        parquetWriteBuffer({
          schema: [
            { name: "root", num_children: 3 },
            { name: "image", type: "BYTE_ARRAY", repetition_type: "OPTIONAL" },
            { name: "text", type: "BYTE_ARRAY", converted_type: "UTF8", repetition_type: "OPTIONAL" },
            { name: "score", type: "DOUBLE", repetition_type: "OPTIONAL" },
          ],
          columnData: [
            { name: "image", data: rows.map(({ n }) => pictures[n]) },
            { name: "text", data: rows.map(({ caption }) => caption) },
            { name: "score", data: rows.map(({ score }) => score) },
          ],
        }),
      ),
  ],
  "lines of JSON": [
    "urls.jsonl",
    (rows) =>
      rows
        .map((row) => `${JSON.stringify({ url: url(row), caption: row.caption, score: row.score })}\n`)
        .join(""),
  ],
  CSV: [
    "urls.csv",
    (rows) =>
      `url,caption,score\n${rows.map((row) => `${url(row)},"${row.caption.replaceAll('"', '""')}",${row.score}\n`).join("")}`,
  ],
};

const captions = fc
  .string({ minLength: 1, maxLength: 12 })
  .map((text) => `picture ${text.replaceAll(/[\r\n]/gu, " ")}.`);

const rowsOf = fc
  .array(fc.tuple(captions, fc.integer({ min: 0, max: 1000 }), fc.boolean()), { minLength: 2, maxLength: 5 })
  .map((all) =>
    // One passes at least.
    all.map(([caption, score, dropped], n): Row => ({ n, caption, score, dropped: dropped && n > 0 })),
  );

type Mutate = (rows: readonly Row[], at: number) => readonly Row[];

/** What somebody may do to the rows that were written. */
const mutations: Readonly<Record<string, Mutate>> = {
  caption: (rows, at) => rows.map((row, i) => (i === at ? { ...row, caption: `${row.caption}!` } : row)),
  field: (rows, at) => rows.map((row, i) => (i === at ? { ...row, score: row.score + 1 } : row)),
  image: (rows, at) => rows.map((row, i) => (i === at ? { ...row, n: 5 } : row)),
  less: (rows, at) => rows.filter((_, i) => i !== at),
  more: (rows) => [...rows, { n: 5, caption: "one more", score: 0, dropped: false }],
  moved: (rows) => [...rows.slice(1), ...rows.slice(0, 1)],
};

it.each(Object.keys(containers))(
  "%s: what was curated is proven, and after any one change it is not",
  async (kind) => {
    const [file, build] = containers[kind] ?? ["", () => ""];
    const change = fc.constantFrom(...Object.keys(mutations));
    await fc.assert(
      fc.asyncProperty(rowsOf, change, fc.nat(), async (rows, name, at) => {
        const folder = mkdtempSync(join(tmpdir(), "sluice-property-"));
        try {
          mkdirSync(join(folder, "source"));
          writeFileSync(join(folder, "source", file), await build(rows));
          const dropped = new Set(rows.filter((row) => row.dropped).map(({ n }) => String(n)));
          const unwanted = (key: string) => dropped.has(key.slice(key.lastIndexOf("/") + 1));
          const run = await scoredRun(join(folder, "source"), join(folder, "run"), unwanted);
          const to = join(folder, "out");
          await curateScored(run, { to });
          expect(await checkFindings(to)).toEqual([]);

          const kept = rows.filter((row) => !row.dropped);
          const copy = join(folder, "copy");
          cpSync(to, copy, { recursive: true });
          writeFileSync(join(copy, file), await build(kept));
          resign(copy);
          expect(await checkFindings(copy), "built anew without a change").toEqual([]);

          const mutated = mutations[name]?.(kept, at % kept.length) ?? [];
          fc.pre(JSON.stringify(mutated) !== JSON.stringify(kept));
          writeFileSync(join(copy, file), await build(mutated));
          resign(copy);
          expect(await checkFindings(copy), name).not.toEqual([]);
        } finally {
          rmSync(folder, { recursive: true });
        }
      }),
      { numRuns: 10 },
    );
  },
);
