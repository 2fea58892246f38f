import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import type { Card } from "../../src/cards/source/card.ts";
import { renderers } from "../../src/documents/registry.ts";
import { chromium, linkBoxes, sheets } from "../support/chromium.ts";
import { root } from "../support/cli.ts";
import { hostileCard } from "../support/hostile-card.ts";
import { scratchFolder } from "../support/run-files.ts";

const folder = scratchFolder();
const html = renderers.find(({ id }) => id === "html");
const cards = [
  ...["sample", "illustrations"].map(
    (name) =>
      [name, parse(readFileSync(join(root, `datasets/${name}/card/card.yaml`), "utf8")) as Card] as const,
  ),
  ["hostile", hostileCard(25)] as const,
];
/** A4 in points. */
const [WIDTH, HEIGHT] = [596, 843];

/** A page whose figures are links, so that a printed page says where each lies. */
function linked(page: string): { readonly page: string; readonly figures: number } {
  let figures = 0;
  const found = page
    .replaceAll(/<span class="save">[\s\S]*?<\/span>/gu, "")
    .replaceAll(
      "<figure>",
      () => `<figure><a style="display:block" href="https://figure.invalid/${figures++}">`,
    )
    .replaceAll("</figure>", "</a></figure>");
  return { page: found, figures };
}

/** Where the figures of a page lie once it is printed. */
function printed(name: string, page: string) {
  const path = folder(`${name}.html`);
  writeFileSync(path, page);
  const pages = sheets(path, folder(`${name}.pdf`));
  const boxes = linkBoxes(folder(`${name}.pdf`)).filter(({ href }) =>
    href.startsWith("https://figure.invalid/"),
  );
  return { pages, boxes };
}

describe.skipIf(chromium === null).each(cards)(
  "the datasheet of %s on paper (needs chromium-headless-shell)",
  (name, card) => {
    const whole = html?.render(card, { compat: false }) ?? "";

    it("prints page one, with its figures, on one sheet", () => {
      const [first = "", rest = ""] = linked(whole).page.split('<div class="page-end"></div>');
      expect(rest).toContain('<h2 id="contents">');
      const { pages, boxes } = printed(`${name}-first`, `${first}</body></html>`);
      expect(pages).toBe(1);
      expect(boxes).toHaveLength(2);
    });

    it("cuts no figure at the end of a page, and lets none stand out of it", () => {
      const { page, figures } = linked(whole);
      const { pages, boxes } = printed(name, page);
      expect(figures).toBeGreaterThan(10);
      expect(pages).toBeGreaterThan(5);
      expect(boxes.map(({ href }) => href)).toEqual(
        Array.from({ length: figures }, (_, i) => `https://figure.invalid/${i}`),
      );
      for (const { href, left, bottom, right, top } of boxes) {
        expect(left, href).toBeGreaterThanOrEqual(0);
        expect(bottom, href).toBeGreaterThanOrEqual(0);
        expect(right, href).toBeLessThanOrEqual(WIDTH);
        expect(top, href).toBeLessThanOrEqual(HEIGHT);
        expect(top - bottom, href).toBeGreaterThan(20);
      }
    });
  },
);

describe.skipIf(chromium === null)("what holds the datasheet on paper", () => {
  it("finds a figure that is cut", () => {
    const { page } = linked(html?.render(hostileCard(25), { compat: false }) ?? "");
    const broken = page
      .replace("figure, tr { break-inside: avoid; }", "")
      .replace("max-height: 235mm", "max-height: none");
    expect(broken).not.toBe(page);
    const tall = broken.replace("</style>", "figure svg { height: 400mm; } </style>");
    const { boxes } = printed("cut", tall);
    expect(new Set(boxes.map(({ href }) => href)).size).toBeLessThan(boxes.length);
  });
});
