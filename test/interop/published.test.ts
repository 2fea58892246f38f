import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { checkPublished } from "../../src/documents/check-published.ts";
import { renderCroissant } from "../../src/documents/croissant.ts";
import { renderHub } from "../../src/documents/hub.ts";
import { loadCroissant } from "../../src/validators/croissant/load/load.ts";
import { layoutCard } from "../support/layout-card.ts";
import { inPython, withoutPython } from "../support/python.ts";
import { scratchFolder } from "../support/run-files.ts";

type Counts = Readonly<Record<string, number | string>>;

interface Loaded {
  readonly croissant: Counts | null;
  readonly datasets: Readonly<Record<string, Readonly<Record<string, number>> | string>> | null;
}

/** Layouts of which no record can be described, as the check says. */
const undescribed = new Set([
  "pyarrow-many-files",
  "pyarrow-bare-csv",
  "webdataset-same-stems-in-one",
  "img2dataset-tfrecord",
  "csv-semicolons",
  "csv-utf16",
  "json-by-name",
  "json-columns",
]);
/** Layouts that are described rightly, and which mlcroissant cannot read, as the check says. */
const unread = new Set([
  "pyarrow-feather",
  "pyarrow-stream",
  "pyarrow-zstd-csv",
  "datasets-saved",
  "datasets-saved-splits",
  "webdataset-zstd",
  "tsv-bare-commas",
  "folder-webp-txt",
]);
/** Layouts of which `datasets` has no loader for pairs, so that the card names no configuration. */
const unloaded = new Set([
  "coco-captions",
  "csv-semicolons",
  "csv-utf16",
  "folder-captions-apart",
  "folder-jpg-txt",
  "folder-languages",
  "folder-webp-txt",
  "img2dataset-files",
  "img2dataset-tfrecord",
  "json-by-name",
  "json-columns",
  "pyarrow-bare-csv",
  "pyarrow-feather",
  "pyarrow-zstd-csv",
  "tsv-bare-commas",
  "tsv-bare",
  "webdataset-zstd",
  "zip-coco-of-two",
  "zip-coco",
  "zip-csv-urls",
  "zip-imagefolder",
  "zip-jpg-txt",
  "zip-side-by-side",
  "zip-splits",
  "zip-wrapped",
]);
/** Archives of mixed members, which `datasets` refuses, as the check says. */
const mixed = new Set(["webdataset-jpg-and-png", "webdataset-some-without-text"]);

const folder = scratchFolder()("layouts");
const never = new AbortController().signal;

describe.skipIf(withoutPython)("documents of what other tools wrote", () => {
  let names: readonly string[] = [];
  let python: Readonly<Record<string, Loaded>> = {};
  const own = new Map<
    string,
    { pairs: number; counts: Counts; fails: boolean; lacks: readonly unknown[]; notes: readonly string[] }
  >();

  beforeAll(async () => {
    names = (await inPython("layouts.py", folder)) as readonly string[];
    for (const name of names) {
      const at = join(folder, name);
      const { card, pairs } = await layoutCard(at);
      writeFileSync(join(at, "README.md"), renderHub(card));
      const text = renderCroissant(card, { compat: false });
      writeFileSync(join(at, "croissant.json"), text);
      const { sets } = await loadCroissant(text, at, never);
      const counts = Object.fromEntries(
        sets.map(({ id, records, problem }) => [id, records ?? problem ?? ""]),
      );
      const fails = sets.some((set) => set.unread !== undefined);
      own.set(name, { pairs, counts, fails, ...(await checkPublished(card, at, at, never)) });
    }
    python = (await inPython("published.py", ...names.map((name) => join(folder, name)))) as Readonly<
      Record<string, Loaded>
    >;
  }, 600_000);

  it("are of at least thirty layouts, twenty of them by pyarrow, datasets, webdataset or as img2dataset", () => {
    expect(names.length).toBeGreaterThanOrEqual(30);
    const tools = names.filter((name) => /^(?:pyarrow|datasets|webdataset|img2dataset)-/u.test(name));
    expect(tools.length).toBeGreaterThanOrEqual(20);
  });

  it("give mlcroissant as many records in each record set as our own loader, and all pairs", () => {
    for (const name of names) {
      const { pairs, counts = {} } = own.get(name) ?? {};
      const all = Object.entries(python[join(folder, name)]?.croissant ?? {});
      const seen = Object.fromEntries(all.filter(([id]) => !id.endsWith("/alt")));
      if (unread.has(name)) {
        // Its metadata are read: what fails are the records.
        expect(seen["error"], name).toBeUndefined();
        expect(
          Object.values(seen).some((count) => typeof count === "string"),
          name,
        ).toBe(true);
      } else expect(seen, name).toEqual(counts);
      const sets = Object.entries(counts).filter(([id]) => id.startsWith("pairs"));
      expect(sets.length === 0, name).toBe(undescribed.has(name));
      if (sets.length === 0) continue;
      const sum = sets.reduce((total, [, n]) => total + Number(n), 0);
      expect(sum, `${name}: ${JSON.stringify(counts)}`).toBe(pairs);
      // Captions that are joined by name are there, and not only their records.
      const alts = all.filter(([id]) => /^pairs.*\/alt$/u.test(id)).map(([, n]) => Number(n));
      if (alts.length > 0)
        expect(
          alts.reduce((a, b) => a + b),
          name,
        ).toBe(name === "webdataset-some-without-text" ? 3 : pairs);
    }
  });

  it("say by name, in a line, where no record is described, and where mlcroissant reads none", () => {
    for (const name of names) {
      const { fails = false, notes = [] } = own.get(name) ?? {};
      const said = notes.filter((note) => note.startsWith("croissant.json:"));
      expect(fails, name).toBe(unread.has(name));
      expect(
        said.some((note) => note.includes("no record of it described")),
        name,
      ).toBe(undescribed.has(name));
      if (fails) expect(said.join("\n"), name).toContain("mlcroissant");
    }
  });

  it("give Hugging Face datasets all pairs, but where the check says that it refuses", () => {
    const wrong: string[] = [];
    for (const name of names) {
      const { pairs = -1, notes = [] } = own.get(name) ?? {};
      const found = python[join(folder, name)]?.datasets ?? null;
      expect(found === null, name).toBe(unloaded.has(name));
      expect(
        notes.some((note) => note.includes("datasets would refuse")),
        name,
      ).toBe(mixed.has(name));
      if (found === null) continue;
      if (mixed.has(name)) {
        expect(found["error"], name).toBeTruthy();
        continue;
      }
      const rows = Object.values(found).flatMap((splits) => Object.values(splits).map(Number));
      const sum = rows.reduce((total, n) => total + n, 0);
      if (sum !== pairs) wrong.push(`${name}: ${JSON.stringify(found)}`);
    }
    expect(wrong).toEqual([]);
  });

  it("are green for our own check", () => {
    for (const name of names) expect(own.get(name)?.lacks, name).toEqual([]);
  });
});
