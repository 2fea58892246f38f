import type { PicturesEvaluation } from "../../evaluate/pictures/evaluate.ts";
import { counted, wholePercent } from "../../process/figures.ts";
import type { Measure } from "../../statistics/measures.ts";
import type { Rate } from "../../statistics/wilson.ts";
import { columns } from "./columns.ts";

/** Columns of a terminal that everything must fit. */
const WIDTH = 80;

/** A cascade's evaluation for a terminal: a row per figure, a column per set of captions, and how to read them. */
export function cascadeTable(id: string, e: PicturesEvaluation): string {
  const combined = e.combined?.captions ?? 0;
  return [
    id,
    `captions: ${e.seen.captions} trained, ${e.unseen.captions} of held-out concepts, ${combined} of combinations`,
    "",
    ...narrow(rowsOf(e)),
    "",
    `In brackets: 95 % intervals. Same concept, colours and silhouette: nearer to the
own real picture than to another concept's; 50 is chance. Looked up: no model,
the training picture of the caption nearest to that of a held-out concept.`,
    ...notesOf(e),
  ].join("\n");
}

function rowsOf(e: PicturesEvaluation): readonly (readonly string[])[] {
  const combined = e.combined ? [e.combined] : [];
  const parts = [e.seen, e.unseen, ...combined, e.lookedUp];
  const sides = [...parts, e.ceiling];
  const all = (name: string, cell: (one: (typeof sides)[number]) => string) => [name, ...sides.map(cell)];
  const made = (name: string, cell: (one: (typeof parts)[number]) => string) => [
    name,
    ...parts.map(cell),
    "–",
  ];
  return [
    ["%", "training", "concepts", ...combined.map(() => "combined"), "looked up", "real"],
    all("caption 1st", ({ retrieval }) => percent(retrieval.first)),
    all("caption 1–5", ({ retrieval }) => percent(retrieval.firstFive)),
    all("of captions", ({ retrieval }) => String(retrieval.among)),
    all("same concept", ({ kinship }) => hundredths(kinship.nearer)),
    all("colours", ({ palettes }) => hundredths(palettes.nearer)),
    all("silhouette", ({ shapes }) => hundredths(shapes.nearer)),
    all("style", ({ styles }) => percent(styles)),
    all("named", ({ colours }) => (colours === null ? "–" : percent(colours))),
    all("KID × 100", ({ distances }) => hundredths(distances.kernel.features)),
    made("near copies", ({ copies }) => percent(copies.byHash)),
    made("covered", (one) => (one === e.seen ? percent(e.seen.manifold.coverage) : "–")),
  ];
}

function notesOf({ ceiling, ceilingCombined: other, reference, refused, unseen }: PicturesEvaluation) {
  return [
    ...(other === null
      ? []
      : [
          `Real for combinations: colours ${hundredths(other.palettes.nearer)}, silhouette ${hundredths(other.shapes.nearer)}.`,
        ]),
    ...(unseen.colours === null
      ? [
          `Named: not measurable, the ruler is right on ${ceiling.colours.k} of ${ceiling.colours.n} real pictures.`,
        ]
      : []),
    `Near copies: sought among all ${counted(reference.searched, "picture")} that were trained on.`,
    `Refused by the filters: ${percent(refused)} % of ${refused.n}.`,
  ];
}

/** Two spaces between columns, or one where two do not fit. */
function narrow(rows: readonly (readonly string[])[]): readonly string[] {
  const lines = columns(rows);
  return lines.every((line) => line.length <= WIDTH) ? lines : columns(rows, " ");
}

/** `71 [66,76]` of 0.71, 95 %: six columns must fit a window of 80. */
function hundredths({ value, low, high }: Measure): string {
  if (value === null || low === null || high === null) return "–";
  return `${wholePercent(value)} [${wholePercent(low)},${wholePercent(high)}]`;
}

/** `12 [7,20]` per hundred, 95 %. */
function percent({ rate, low, high }: Rate): string {
  return hundredths({ value: rate, low, high });
}
