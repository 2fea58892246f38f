import type { Dataset } from "../../datasets/index.ts";
import { obscure, obscuredPng } from "../exposure/obscure.ts";
import { openPairImages } from "../exposure/pair-images.ts";
import { counted } from "../process/figures.ts";
import type { DecidedRun } from "../run/decided-run.ts";
import { pairsOfView } from "./source/pairs-of-view.ts";

/** Pictures of each decision. */
const EACH = 12;
/** Sides of a mosaic, in tiles. */
const TILES = 12;
const SEED = 20;
const [BEGIN, END] = ["<!--contact sheet-->", "<!--end of contact sheet-->"];

interface Drawn {
  readonly shard: string;
  readonly row: number;
  readonly action: string;
}

/**
 * Some pairs of each decision, drawn at random by a fixed seed, as mosaics behind a veil: too few tiles to make out a
 * person, no caption, no key. Pairs on lists of known harm are not drawn, nor read.
 * @param only name of the view that the card speaks of
 * @throws the signal's reason once it is aborted
 */
export async function contactSheet(
  run: DecidedRun,
  dataset: Dataset,
  only: string | undefined,
  signal: AbortSignal,
): Promise<string> {
  const some = only === undefined ? null : await pairsOfView(run, only);
  const ask = <T extends object>(sql: string) => run.query.rows<T>(some?.of(sql) ?? sql);
  const seen = run.columns.some(({ name }) => name === "denied") ? "NOT coalesce(denied, false)" : "true";
  const all = await ask<{ action: string; n: number; denied: number }>(
    `SELECT action, count(*) AS n, count(*) FILTER (NOT (${seen})) AS denied FROM explored GROUP BY 1`,
  );
  const drawn = await ask<Drawn>(`SELECT shard, row, action FROM explored WHERE ${seen}
QUALIFY row_number() OVER (PARTITION BY action ORDER BY md5(shard || '/' || row::VARCHAR || '/${SEED}'), shard, row) <= ${EACH}
ORDER BY shard, row`);
  const images = openPairImages(dataset, 1);
  const tiles = new Map<string, string[]>();
  try {
    for (const { shard, row, action } of drawn) {
      signal.throwIfAborted();
      const found = await images.image(shard, Number(row));
      const own = tiles.get(action) ?? [];
      tiles.set(action, own);
      const png = "bytes" in found ? await mosaic(found.bytes) : null;
      if (png !== null) own.push(`<img alt="a mosaic" src="data:image/png;base64,${png}">`);
    }
  } finally {
    images.close();
  }
  const denied = all.reduce((sum, row) => sum + row.denied, 0);
  const parts = ["keep", "review", "drop"].flatMap((action) => {
    const n = all.find((row) => row.action === action)?.n ?? 0;
    const own = tiles.get(action) ?? [];
    const tried = drawn.filter((one) => one.action === action).length;
    return n === 0
      ? []
      : [
          `<p>${action}: ${own.length} of ${counted(n, "pair")}${tried === own.length ? "" : `; of ${tried - own.length} more that were drawn no picture can be read`}</p>\n<div class="tiles">${own.join("")}</div>`,
        ];
  });
  return [
    BEGIN,
    `<details class="contact"><summary>Contact sheet behind a veil: pairs of each decision as mosaics of ${TILES} tiles</summary>`,
    `<p>Drawn at random, seed ${SEED}. What is hidden is gone from the pictures. ${counted(denied, "pair")} on lists of known harm are never drawn.</p>`,
    ...parts,
    "</details>",
    END,
    "",
  ].join("\n");
}

async function mosaic(bytes: Uint8Array): Promise<string | null> {
  try {
    return Buffer.from(await obscuredPng(await obscure(bytes, "mosaic", TILES, TILES))).toString("base64");
  } catch {
    // A picture that does not decode is counted, as one that is not there.
    return null;
  }
}

/** Tags of a sheet, and mosaics of at most so many bytes: nothing else passes for one. */
const SHEET = new RegExp(
  `${BEGIN}\\n<details class="contact"><summary>[^<]*</summary>\\n<p>[^<]*</p>\\n(?:<p>[^<]*</p>\\n<div class="tiles">(?:<img alt="a mosaic" src="data:image/png;base64,[A-Za-z0-9+/=]{1,1200}">)*</div>\\n)*</details>\\n${END}\\n`,
  "u",
);

/** The contact sheet that a page holds; undefined where it holds none, or something else in its place. */
export function contactSheetIn(page: string): string | undefined {
  return SHEET.exec(page)?.[0];
}
