import { Marked } from "marked";
import type { Card } from "../cards/source/card.ts";
import { pageHead, pageStyle } from "../report/page-style.ts";
import { figuresOf } from "./card-figures.ts";
import { said, slugOf } from "./markdown.ts";

/**
 * A rendered document as one page that loads nothing: HTML that people wrote in their answers is shown, not
 * obeyed, links lead nowhere but to web pages, and the figures stand where their comments did.
 */
export function renderHtml(markdown: string, card: Card, contactSheet = ""): string {
  const figures = figuresOf(card);
  const marked = new Marked({
    async: false,
    gfm: true,
    renderer: {
      heading({ tokens, depth, text }) {
        return `<h${depth} id="${slugOf(text)}">${this.parser.parseInline(tokens)}</h${depth}>\n`;
      },
      html: ({ text }) => figures.get(text.trim()) ?? escaped(text),
      image: ({ text, href }) => escaped(`${text} (${href})`),
      link({ href, tokens }) {
        const inner = this.parser.parseInline(tokens);
        // To a heading of this page, whose words are ours.
        if (/^#[a-z0-9-]+$/u.test(href)) return `<a href="${href}">${inner}</a>`;
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
${contactSheet === "" ? "" : ".tiles img { width: 72px; margin: 2px; image-rendering: pixelated; }\n"}td, p, li, h1, h3 { overflow-wrap: anywhere; }
@media print { h2#contents, h2#contents + ul { display: none; } figure svg { max-height: 235mm; width: auto; max-width: 100%; } .board figure svg { max-height: 56mm; } .board th { display: none; } .board td { padding: .1rem .4rem; } .board td:first-child { white-space: nowrap; } }
</style>
</head>
<body>
${boarded(marked.parse(markdown) as string)}${contactSheet}</body>
</html>
`;
}

/** Page one, what one needs to decide by, on a sheet of its own. */
function boarded(html: string): string {
  const end = html.indexOf('<h2 id="contents">');
  return end < 0
    ? html
    : `<div class="board">\n${html.slice(0, end)}</div>\n<div class="page-end"></div>\n${html.slice(end)}`;
}

function escaped(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
