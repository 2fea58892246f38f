import { maskText } from "../exposure/mask.ts";

const EXAMPLES = 5;
const LETTERS = 120;

/** A wrongly judged text, masked. */
export interface Example {
  readonly score: number;
  readonly masked: string;
}

/** What a label gets wrong at its threshold; the examples are the mistakes that it is surest of. */
export interface Mistakes {
  falsePositives: number;
  falseNegatives: number;
  readonly surestPositives: Example[];
  readonly surestNegatives: Example[];
}

/** Mistakes of a label of which nothing has been judged yet. */
export function noMistakes(): Mistakes {
  return { falsePositives: 0, falseNegatives: 0, surestPositives: [], surestNegatives: [] };
}

/** Takes note of one judged text, if it was judged wrongly. The text itself is not kept. */
export function note(mistakes: Mistakes, text: string, score: number, label: 0 | 1, threshold: number): void {
  const flagged = score >= threshold;
  if (flagged && label === 0) {
    mistakes.falsePositives++;
    keep(mistakes.surestPositives, text, score, -1);
  }
  if (!flagged && label === 1) {
    mistakes.falseNegatives++;
    keep(mistakes.surestNegatives, text, score, 1);
  }
}

/** Keeps the few that sort first; of equal scores, those that came first. */
function keep(examples: Example[], text: string, score: number, order: 1 | -1): void {
  const at = examples.findIndex((other) => order * (score - other.score) < 0);
  const place = at < 0 ? examples.length : at;
  if (place >= EXAMPLES) return;
  const letters = [...maskText(text)];
  const masked = letters.length <= LETTERS ? letters.join("") : `${letters.slice(0, LETTERS - 1).join("")}…`;
  examples.splice(place, 0, { score, masked });
  examples.length = Math.min(examples.length, EXAMPLES);
}
