import { describe, expect, it } from "vitest";
import { openDataset, type Pair } from "../../../datasets/index.ts";
import { readAll } from "../../contracts/dataset-format.ts";
import { folderOf, jpeg } from "../../support/written.ts";

const image = await jpeg();
const captionsOf = (pairs: readonly Pair[]) => pairs.map(({ caption, captions }) => captions ?? caption);

async function readPlace(files: Readonly<Record<string, string | Uint8Array>>, name = "") {
  const dataset = await openDataset(`${folderOf(files)}/${name}`);
  const { pairs, troubles } = await readAll(dataset);
  return { ...dataset, pairs, troubles: [...dataset.troubles, ...troubles] };
}

describe("layouts that are met now and then", () => {
  it("reads what is called after a picture's whole name, `0.jpg.txt`", async () => {
    const { pairs, troubles, format } = await readPlace({
      "0.jpg": image,
      "0.jpg.txt": "a barn",
      "0.jpg.json": '{"title": "my barn", "url": "https://example.org/0"}',
      "1.jpg": image,
      "1.txt": "its own",
      "1.jpg.txt": "the other",
    });
    expect(format).toBe("folder");
    expect(captionsOf(pairs)).toEqual(["a barn", "its own"]);
    expect(pairs[0]).toMatchObject({ url: "https://example.org/0", meta: { title: "my barn" } });
    expect(troubles).toEqual([expect.stringContaining("1.jpg.txt")]);
  });

  const rows = [0, 1].map((n) => ({ url: `https://example.org/${n}`, caption: `barn ${n}`, meta: [{ n }] }));
  it.each([
    ["a.jsonl", JSON.stringify(rows)],
    ["a.jsonl", JSON.stringify(rows, null, 2)],
    ["a.json", rows.map((row) => JSON.stringify(row)).join("\r\n")],
    ["a.json", rows.map((row) => `\n${JSON.stringify(row)}\n`).join("")],
  ])("tells a list from lines by how the file begins, not by its name: %s", async (name, text) => {
    const { pairs, troubles } = await readPlace({ [name]: text }, name);
    expect(troubles).toEqual([]);
    expect(pairs.map(({ caption, url }) => [caption, url])).toEqual(
      rows.map(({ caption, url }) => [caption, url]),
    );
  });
});
