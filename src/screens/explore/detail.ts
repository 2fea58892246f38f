import { maskText } from "../../exposure/mask.ts";
import { decimals, score } from "../../process/figures.ts";
import { printable } from "../../process/printable.ts";
import type { DecisionReceipt, ReceiptScore } from "../../run/questions/receipt.ts";
import { wrapped } from "../kit/wrap.ts";

/** A line of a pair's detail: words in a tone, or a score that a face draws as a bar. */
export type DetailLine =
  | {
      readonly kind: "decides" | "fired" | "clear" | "masked" | "error" | "plain" | "dim";
      readonly text: string;
    }
  | { readonly kind: "score"; readonly score: ReceiptScore };

/**
 * Why a pair is what it is, in lines of `columns` cells: what fired first, then the caption, whole, then the rest.
 * @param clear whether the caption may be read
 * @param revealed whether that was asked for: then its other text may be read, too
 */
export function detailLines(
  receipt: DecisionReceipt,
  clear: boolean,
  columns: number,
  revealed = false,
): readonly DetailLine[] {
  const { error, rules, notes, duplicateOf, verdicts, hiddenVerdicts: hidden, scores, facts } = receipt;
  const where = receipt.where?.line ?? null;
  const fold = (kind: "error" | "plain" | "dim", text: string): readonly DetailLine[] =>
    wrapped(printable(text), columns).map((line) => ({ kind, text: line }));
  return [
    ...(error === null ? [] : fold("error", error)),
    ...rules
      .filter(({ fired }) => fired)
      .flatMap(({ id, reason, decides }) =>
        wrapped(printable(`${id} ${reason}`), columns - 2).map(
          (line, i): DetailLine => ({
            kind: decides ? "decides" : "fired",
            text: `${decides && i === 0 ? "▶" : " "} ${line}`,
          }),
        ),
      ),
    ...captionLines(receipt.caption, clear, columns),
    ...otherTextLines(receipt.otherText, revealed, columns),
    ...notes.flatMap((note) => fold("plain", note)),
    ...(duplicateOf === null ? [] : fold("plain", `duplicate of ${duplicateOf}`)),
    ...verdicts.flatMap(({ verdict, reviewer, rung }) =>
      fold("plain", `${reviewer} said ${verdict} (rung ${rung})`),
    ),
    ...(hidden === 0 ? [] : fold("plain", `${hidden} of others, hidden until you have judged the pair`)),
    ...scoresShown(scores).map((score): DetailLine => ({ kind: "score", score })),
    ...(where === null ? [] : fold("plain", where)),
    ...facts.flatMap(({ name, value }) => fold("dim", `${name.padEnd(9)} ${value}`)),
  ];
}

/** The scores that say something: those that a rule asks for first, then the others in their order. */
export function scoresShown(scores: readonly ReceiptScore[]): readonly ReceiptScore[] {
  return scores
    .filter(({ value, cuts }) => value !== null && (cuts.length > 0 || value > 0))
    .toSorted((a, b) => Number(b.reached) - Number(a.reached));
}

/** How a score is drawn: a share of a bar's length, or null where it counts something, and its figure. */
export function scoreDrawn({ id, value }: Pick<ReceiptScore, "id" | "value">): {
  readonly share: number | null;
  readonly figure: string;
} {
  const share = value ?? 0;
  // A whole number of what is no probability counts something, as words or addresses.
  const whole = Number.isInteger(share) && !/^(?:image|text)_/u.test(id);
  const counted = share > 1 || share < 0 || whole || /^(?:lexicon|caption|other_text_lexicon)/u.test(id);
  return counted ? { share: null, figure: score(share, 3) } : { share, figure: decimals(share, 3) };
}

/** The text that rules fire on beside the caption: where it stands, and what it says, masked unless it may be read. */
function otherTextLines(
  other: DecisionReceipt["otherText"],
  clear: boolean,
  columns: number,
): readonly DetailLine[] {
  if (other === null) return [];
  const { name, text } = other;
  const said = text === null ? "cannot be read: the dataset is out of reach" : clear ? text : maskText(text);
  return wrapped(`${printable(name)}: ${printable(said)}`, columns).map((line) => ({
    kind: clear ? "clear" : "masked",
    text: line,
  }));
}

/** A caption, whole, in lines; masked unless it may be read. */
export function captionLines(
  caption: string | null,
  clear: boolean,
  columns: number,
): readonly Extract<DetailLine, { readonly text: string }>[] {
  if (caption === null) return [{ kind: "masked", text: "no caption" }];
  const words = printable(clear ? caption : maskText(caption));
  return wrapped(words, columns).map((text) => ({ kind: clear ? "clear" : "masked", text }));
}
