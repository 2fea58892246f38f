import type { Card } from "../cards/source/card.ts";
import { type CroissantOptions, renderCroissant } from "./croissant.ts";
import { renderDatasheet } from "./datasheet.ts";
import { renderEu } from "./eu.ts";
import { renderHtml } from "./html.ts";
import { renderHub } from "./hub.ts";

/** How documents are rendered. */
export interface RenderOptions extends CroissantOptions {
  /** Mosaics of some pairs, behind the page: as HTML of our own. */
  readonly contactSheet?: string | undefined;
}

/** One document that a card can become. */
export interface Renderer {
  readonly id: string;
  readonly file: string;
  render(card: Card, options: RenderOptions): string;
}

/** Every document, in the order in which they are written. To add one: a file, and a line here. */
export const renderers: readonly Renderer[] = [
  { id: "datasheet", file: "datasheet.md", render: (card) => withoutFigures(renderDatasheet(card)) },
  {
    id: "html",
    file: "datasheet.html",
    render: (card, { contactSheet }) => renderHtml(renderDatasheet(card), card, contactSheet),
  },
  { id: "hub", file: "README.md", render: (card) => withoutFigures(renderHub(card)) },
  { id: "croissant", file: "croissant.json", render: renderCroissant },
  { id: "eu", file: "eu-contribution.md", render: (card) => withoutFigures(renderEu(card)) },
];

/** Markdown has no place for the figures. */
function withoutFigures(markdown: string): string {
  return markdown.replace(/^<!--figure:[a-z-]+-->\n\n?/gmu, "");
}
