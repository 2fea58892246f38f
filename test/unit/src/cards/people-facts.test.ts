import { expect, it } from "vitest";
import { evidenceFor } from "../../../../src/cards/source/evidence.ts";
import { openMemory } from "../../../../src/run/query.ts";

/** 12 pairs of Muslim women, 4 of them flagged, 3 of Muslim men, 85 of nobody; the first 40 of one host. */
const explored = `CREATE TEMP TABLE explored AS SELECT i::INTEGER AS row,
  CASE WHEN i < 12 THEN 'muslim,women' WHEN i < 15 THEN 'men,muslim' ELSE '' END AS identity_groups,
  CASE WHEN i < 4 THEN 0.9 ELSE 0.1 END AS text_toxicity, CASE WHEN i = 99 THEN NULL ELSE 0.2 END AS text_insult,
  CASE WHEN i < 2 THEN 0.35 ELSE 0 END AS text_identity_attack, (i % 3)::INTEGER AS image_faces,
  CASE WHEN i < 40 THEN 'https://one.example/' ELSE 'https://h' || i || '.example/' END || i || '.jpg' AS url
  FROM range(100) t(i)`;
const columns = [
  "identity_groups",
  "text_toxicity",
  "text_insult",
  "text_identity_attack",
  "image_faces",
  "url",
];

it("says of crossed groups, of few domains, of faces beside flags, and of hateful captions what a table holds", async () => {
  const query = await openMemory();
  try {
    await query.run(explored);
    const specs = evidenceFor(Object.assign(new Set(columns), { source: [] }));
    const asked = async (id: string) =>
      query.rows<Record<string, unknown>>(specs.find((one) => one.id === id)?.sql ?? "");
    expect(await asked("intersections")).toEqual([{ groups: "muslim × women", k: 4, n: 12 }]);
    const [first, ten] = await asked("concentration");
    expect(first).toMatchObject({ first: 1, pairs: 40, of_pairs: 100, flagged: 4, of_flagged: 4 });
    expect(ten).toMatchObject({ first: 10, pairs: 49 });
    expect(await asked("faces")).toMatchObject([
      { what: "all pairs", k: 66, n: 100, faces: 99 },
      { what: "flagged, image or text", k: 2, n: 4, faces: 3 },
      { what: "not flagged", k: 64, n: 96, faces: 96 },
    ]);
    const sweep = await asked("hate-sweep");
    expect(sweep.find(({ kind, p }) => kind === "hateful" && p === 0.3)).toMatchObject({ k: 2, n: 100 });
    expect(sweep.find(({ kind, p }) => kind === "any of the three" && p === 0.3)).toMatchObject({ k: 4 });
  } finally {
    query.close();
  }
});
