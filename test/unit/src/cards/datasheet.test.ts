import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse as readCsv } from "csv-parse/sync";
import { parseHTML } from "linkedom";
import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { datasheet, questions } from "../../../../src/cards/questions/registry.ts";
import type { Card } from "../../../../src/cards/source/card.ts";
import { figuresOf } from "../../../../src/documents/card-figures.ts";
import { renderDatasheet } from "../../../../src/documents/datasheet.ts";
import { renderers } from "../../../../src/documents/registry.ts";
import { root } from "../../../support/cli.ts";
import { hostileCard } from "../../../support/hostile-card.ts";

const sample = parse(readFileSync(join(root, "datasets/sample/card/card.yaml"), "utf8")) as Card;
const drawn = renderers.filter(({ id }) => id !== "croissant");
type Page = ReturnType<typeof parseHTML>["document"];
const pages = new Map<Card, Page>();
const page = (card: Card): Page => {
  const known = pages.get(card) ?? parsed(card);
  pages.set(card, known);
  return known;
};
const parsed = (card: Card) =>
  parseHTML(renderers.find(({ id }) => id === "html")?.render(card, { compat: false }) ?? "").document;
const hostile = hostileCard(60);
const many = hostileCard(10_000);

/** What the links of a page save, by their file's name. */
function saved(card: Card, ending: string): readonly (readonly [name: string, text: string])[] {
  return [...page(card).querySelectorAll(`a[download$=".${ending}"]`)].map((link) => [
    link.getAttribute("download") ?? "",
    Buffer.from(link.getAttribute("href")?.split("base64,")[1] ?? "", "base64").toString("utf8"),
  ]);
}

describe("evidence", () => {
  it("stands beside each question, as a table, a line with its place, or that only people can say it", () => {
    const text = renderDatasheet(sample);
    for (const { id, ask, evidence, required } of datasheet) {
      const from = text.indexOf(`### ${id}. ${ask}`);
      const next = text.slice(from + 4).search(/^#{2,3} /mu);
      const own = text.slice(from, from + 4 + next);
      expect(from, id).toBeGreaterThan(0);
      for (const fact of evidence) expect(own, `${id} ${fact}`).toContain(`\`${fact}\``);
      if (evidence.length === 0 && required.length > 0) expect(own, id).toContain("only people can say this");
    }
  });

  it("is pointed at where its table stands", () => {
    const document = page(sample);
    const targets = [...document.querySelectorAll('a[href^="#"]')].map(
      (link) => link.getAttribute("href") ?? "",
    );
    expect(targets.length).toBeGreaterThan(30);
    for (const target of targets) expect(document.getElementById(target.slice(1)), target).not.toBeNull();
    expect(targets.filter((target) => target === "#harm-audit")).toHaveLength(1);
  });
});

describe.each([
  ["the sample", sample],
  ["a hostile card", hostile],
] as const)("figures of %s", (_, card) => {
  it("are saved as SVG and as CSV, with numbers in it", async () => {
    const figures = page(card).querySelectorAll("figure");
    const [drawings, numbers] = [saved(card, "svg"), saved(card, "csv")];
    expect(figures.length).toBeGreaterThan(12);
    expect(drawings).toHaveLength(figures.length);
    expect(numbers).toHaveLength(figures.length);
    for (const [name, text] of drawings) {
      expect(text, name).toMatch(/^<svg [\s\S]*<\/svg>$/u);
      // What reads it is no browser: it wants well-formed XML of its namespace.
      expect((await sharp(Buffer.from(text)).metadata()).format, name).toBe("svg");
    }
    for (const [name, text] of numbers) {
      const rows = readCsv(text, { columns: true }) as Record<string, string>[];
      expect(rows.length, name).toBeGreaterThan(0);
      for (const value of rows.flatMap((row) => Object.values(row)))
        if (Number.isNaN(Number(value))) expect(value, name).not.toMatch(/^[\s\p{C}]*[=+\-@]/u);
    }
  });
});

describe("hostile words in answers and facts", () => {
  it("are words: no element, section, figure or address of theirs comes of them", () => {
    const document = page(hostile);
    expect(document.querySelectorAll("script, img, iframe, object, form, link, base, details")).toHaveLength(
      0,
    );
    expect(
      [...document.querySelectorAll("*")].flatMap((one) =>
        [...one.attributes].filter(({ name }) => name.startsWith("on")),
      ),
    ).toEqual([]);
    expect(document.querySelectorAll("h1")).toHaveLength(1);
    const sections = (card: Card) => [...page(card).querySelectorAll("h2")].map((one) => one.textContent);
    expect(sections(hostile)).toEqual(sections(sample));
    expect(page(hostile).querySelectorAll("h3").length).toBe(page(sample).querySelectorAll("h3").length);
    for (const link of document.querySelectorAll("a"))
      expect(link.getAttribute("href")).toMatch(
        /^(?:https?:\/\/|#[a-z0-9-]+$|data:(?:image\/svg\+xml|text\/csv);base64,)/u,
      );
    const titles = new Set([...document.querySelectorAll("figcaption")].map((one) => one.textContent));
    // A comment in an answer places no figure: each stands as often as the document wants it.
    expect(document.querySelectorAll("figure.x, figure figure")).toHaveLength(0);
    expect([...titles].filter((title) => title?.includes("evil"))).toEqual([]);
    for (const [name, text] of saved(hostile, "svg"))
      expect(text, name).not.toMatch(/<(?:script|img|h2|\/div)/u);
  });

  it("begin no section of the Markdown documents either", () => {
    for (const { id, render } of drawn.filter(({ id: one }) => one !== "html")) {
      const text = render(hostile, { compat: false });
      const calm = render(sample, { compat: false });
      const headings = (one: string) =>
        one
          .replace(/^---\n[\s\S]*?\n---\n/u, "")
          .split("\n")
          .filter((line) => /^#{1,6} /u.test(line)).length;
      expect(headings(text), id).toBe(headings(calm));
      expect(text.replace(/^---\n[\s\S]*?\n---\n/u, ""), id).not.toMatch(/^(?:=+|-{3,})$/mu);
      expect(text.replace(/^---\n[\s\S]*?\n---\n/u, ""), id).not.toContain("<!--");
    }
  });

  it("keep every one of ten thousand hosts apart in the table, and a few of them in the figure", () => {
    const text = renderDatasheet(many);
    expect(text).toContain(".host-9999.invalid");
    const figure = figuresOf(many).get("<!--figure:domains-->") ?? "";
    const [, svg = ""] = /href="data:image\/svg\+xml;base64,([^"]*)"/u.exec(figure) ?? [];
    const [, numbers = ""] = /href="data:text\/csv;base64,([^"]*)"/u.exec(figure) ?? [];
    const rows = readCsv(Buffer.from(numbers, "base64").toString("utf8"), { columns: true }) as unknown[];
    expect(rows).toHaveLength(12);
    // Names that are cut to the same letters stay bars of their own.
    expect(
      Buffer.from(svg, "base64")
        .toString("utf8")
        .match(/<rect /gu),
    ).toHaveLength(12);
  });
});

describe("a card of a run with nothing in it", () => {
  it("renders every document, and says what was not measured", () => {
    const nothing = Object.fromEntries(
      Object.entries(sample.facts).flatMap(([id, fact]) => [
        [id, { ...fact, result: fact.rates ? fact.result.map((row) => ({ ...row, k: 0, n: 0 })) : [] }],
      ]),
    );
    for (const facts of [{}, nothing])
      for (const { id, render } of drawn) {
        const text = render({ ...sample, facts, answers: {} }, { compat: false });
        expect(text.length, id).toBeGreaterThan(1000);
        expect(text, id).not.toMatch(/NaN|undefined|Infinity/u);
      }
  });

  it("shows counts that cannot be as such, and does not end", () => {
    const facts = {
      ...sample.facts,
      removal: {
        ...sample.facts["removal"],
        rates: true,
        about: "x",
        digest: "",
        result: [{ language: "en", k: 400, n: 75 }],
      },
    } as Card["facts"];
    expect(renderDatasheet({ ...sample, facts })).toContain("counts that cannot be");
    expect(questions.length).toBe(66);
  });
});
