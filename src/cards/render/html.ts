import { Marked } from "marked";
import { pageHead, pageStyle } from "../../report/page-style.ts";
import { ratesPlot } from "../../report/plots.ts";
import { wilson } from "../../statistics/wilson.ts";
import type { Card } from "../source/card.ts";
import { said } from "./markdown.ts";

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

function figuresOf({ facts }: Card): ReadonlyMap<string, string> {
  return new Map(
    ["rates", "residual"].map((id) => {
      const rows = (facts[id]?.result ?? []).map((row) => ({
        signal: String(row["signal"]),
        by: String(row["by"]),
        side: row["side"] === "image" ? ("image" as const) : ("text" as const),
        cut: Number(row["cut"]),
        headline: false,
        ...wilson(Number(row["k"]), Number(row["n"])),
      }));
      const found = rows.filter(({ k }) => k > 0);
      const plot = ratesPlot(found, `Rates with 95 % intervals: ${facts[id]?.about ?? id}`);
      return [`<!--figure:${id}-->`, plot === "" ? "" : `<figure>${plot}</figure>`] as const;
    }),
  );
}
