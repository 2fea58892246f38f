import { Marked } from "marked";
import { crossFigure, removalFigure } from "../../report/figures.ts";
import { pageHead, pageStyle } from "../../report/page-style.ts";
import { ratesPlot } from "../../report/plots.ts";
import { wilson } from "../../statistics/wilson.ts";
import type { Card } from "../source/card.ts";
import { said } from "./markdown.ts";
import { removedTotals } from "./odds.ts";

/**
 * A rendered document as one page that loads nothing: HTML that people wrote in their answers is shown, not
 * obeyed, links lead nowhere but to web pages, and the figures stand where their comments did.
 */
export function renderHtml(markdown: string, card: Card): string {
  const figures = figuresOf(card);
  const marked = new Marked({
    async: false,
    gfm: true,
    renderer: {
      html: ({ text }) => figures.get(text.trim()) ?? escaped(text),
      image: ({ text, href }) => escaped(`${text} (${href})`),
      link({ href, tokens }) {
        const inner = this.parser.parseInline(tokens);
        return /^https?:\/\//u.test(href)
          ? `<a href="${escaped(href)}" rel="noreferrer">${inner}</a>`
          : inner;
      },
    },
  });
  const title = escaped(said(card, "A1") ?? "an unnamed dataset");
  return `<!doctype html>
<html lang="en">
<head>
${pageHead}
<title>Datasheet: ${title}</title>
<style>
${pageStyle}
</style>
</head>
<body>
${marked.parse(markdown)}</body>
</html>
`;
}

function escaped(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}

/** The figures of a card by the comments that they stand for: the report's own, of what the card's facts say. */
function figuresOf(card: Card): ReadonlyMap<string, string> {
  return new Map([...ratesOf(card), crossOf(card), removalOf(card)]);
}

function placed(id: string, svg: string | undefined): readonly [comment: string, figure: string] {
  return [`<!--figure:${id}-->`, svg === undefined || svg === "" ? "" : `<figure>${svg}</figure>`];
}

function crossOf({ facts }: Card) {
  const [row] = facts["pair-table"]?.result ?? [];
  const cell = (name: string) => Number(row?.[name] ?? 0);
  const table = {
    ...{ both: cell("both"), imageOnly: cell("image_only") },
    ...{ textOnly: cell("text_only"), neither: cell("neither") },
  };
  return placed("pair-table", crossFigure(table)?.svg);
}

function removalOf(card: Card) {
  const groups = (card.facts["removal"]?.result ?? []).map((row) => ({
    ...{ kind: "language" as const, group: String(row["language"]) },
    ...wilson(Number(row["k"]), Number(row["n"])),
  }));
  const { hits, pairs } = removedTotals(card);
  return placed("removal", removalFigure(groups, pairs === 0 ? null : hits / pairs, "not kept")?.svg);
}

function ratesOf({ facts }: Card) {
  return ["rates", "residual"].map((id) => {
    const rows = (facts[id]?.result ?? []).map((row) => ({
      signal: String(row["signal"]),
      by: String(row["by"]),
      side: row["side"] === "image" ? ("image" as const) : ("text" as const),
      cut: Number(row["cut"]),
      headline: false,
      ...wilson(Number(row["k"]), Number(row["n"])),
    }));
    const found = rows.filter(({ k }) => k > 0);
    return placed(id, ratesPlot(found, `Rates with 95 % intervals: ${facts[id]?.about ?? id}`));
  });
}
