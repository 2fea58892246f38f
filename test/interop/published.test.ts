import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { checkPublished } from "../../src/cards/check-published.ts";
import { renderCroissant } from "../../src/cards/render/croissant.ts";
import { renderHub } from "../../src/cards/render/hub.ts";
import { loadCroissant } from "../../src/validators/croissant/load/load.ts";
import { layoutCard } from "../support/layout-card.ts";
import { inPython, withoutPython } from "../support/python.ts";
import { scratchFolder } from "../support/run-files.ts";

type Counts = Readonly<Record<string, number | string>>;

interface Loaded {
  readonly croissant: Counts | null;
  readonly datasets: Readonly<Record<string, Readonly<Record<string, number>> | string>> | null;
}

/** Layouts that Croissant's reader cannot take pairs out of. */
const refused = new Set(["pyarrow-feather", "datasets-saved", "tsv-bare"]);
/** Layouts of which `datasets` has no loader for pairs, so that the card names no configuration. */
const unloaded = new Set([
  "pyarrow-feather",
  "coco-captions",
  "folder-jpg-txt",
  "img2dataset-files",
  "zip-jpg-txt",
  "tsv-bare",
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
    { pairs: number; counts: Counts | null; lacks: readonly unknown[]; notes: readonly string[] }
  >();

  beforeAll(async () => {
    names = (await inPython("layouts.py", folder)) as readonly string[];
    for (const name of names) {
      const at = join(folder, name);
      const { card, pairs } = await layoutCard(at);
      writeFileSync(join(at, "README.md"), renderHub(card));
      let counts: Counts | null = null;
      try {
        const text = renderCroissant(card, { compat: false });
        writeFileSync(join(at, "croissant.json"), text);
        const { sets } = await loadCroissant(text, at, never);
        counts = Object.fromEntries(sets.map(({ id, records, problem }) => [id, records ?? problem ?? ""]));
      } catch (error) {
        if (!String(error).includes("Cannot write Croissant")) throw error;
      }
      own.set(name, { pairs, counts, ...(await checkPublished(card, at, at, never)) });
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
    const seen = Object.fromEntries(
      names.map((name) => [name, python[join(folder, name)]?.croissant ?? null] as const),
    );
    const ours = Object.fromEntries(names.map((name) => [name, own.get(name)?.counts ?? null] as const));
    expect(seen).toEqual(ours);
    for (const name of names) {
      const counts = seen[name] ?? null;
      expect(counts === null, name).toBe(refused.has(name));
      if (counts === null) continue;
      const pairs = Object.entries(counts).filter(([id]) => id.startsWith("pairs"));
      const sum = pairs.reduce((total, [, n]) => total + Number(n), 0);
      expect(sum, `${name}: ${JSON.stringify(counts)}`).toBe(own.get(name)?.pairs);
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
