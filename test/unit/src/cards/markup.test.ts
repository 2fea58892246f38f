import { readFileSync } from "node:fs";
import { join } from "node:path";
import { lexer, type Token, walkTokens } from "marked";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { questions } from "../../../../src/cards/questions/registry.ts";
import type { Card } from "../../../../src/cards/source/card.ts";
import { renderers } from "../../../../src/documents/registry.ts";
import { plainWords } from "../../../../src/process/plain-words.ts";
import { root } from "../../../support/cli.ts";

/** What a caption, a name of a file, or a field may hold. */
const evil =
  "[x](http://evil.invalid) ![i](//evil.invalid/i.png) <b>b</b> http://evil.invalid www.evil.invalid me@evil.invalid `c` *e* _e_ ~~s~~ &lt;i&gt; [r][r] | \\[z](http://evil.invalid) {{pairs.pairs}}";

const card = parse(readFileSync(join(root, "datasets/sample/card/card.yaml"), "utf8")) as Card;
const hashes = (value: string) => /^[0-9a-f]{32,}$/u.test(value);

/** The sample's card with such words in every text of every fact, quoted by every answer, and in who signed it. */
const hostile: Card = {
  ...card,
  facts: Object.fromEntries(
    Object.entries(card.facts).map(([id, fact]) => [
      id,
      {
        ...fact,
        about: `${fact.about} ${evil}`,
        result: fact.result.map((row) =>
          Object.fromEntries(
            Object.entries(row).map(([name, value]) => [
              name,
              typeof value === "string" && !hashes(value) ? `${value} ${evil}` : value,
            ]),
          ),
        ),
      },
    ]),
  ),
  answers: Object.fromEntries(
    questions.map(({ id }) => [
      id,
      {
        ...{ state: "answered" as const, text: "It is {{provenance.dataset}}.", author: evil },
        ...{ date: "2026-01-02", evidence: "" },
      },
    ]),
  ),
  signatures: [
    {
      ...{ role: evil, name: evil, date: "2026-01-02", gate: evil, entry: 3 },
      ...{ leaf: "0".repeat(64), card: "0".repeat(64) },
    },
  ],
};

function markupOf(markdown: string): readonly Token[] {
  const found: Token[] = [];
  void walkTokens(lexer(markdown), (token) => {
    if (/^(?:link|image|html|del)$/u.test(token.type)) found.push(token);
  });
  return found;
}

const body = (text: string) => text.replace(/^---\n[\s\S]*?\n---\n/u, "");

describe("words of a dataset in documents that people read", () => {
  it("are no markup by themselves", () => {
    const tokens: string[] = [];
    void walkTokens(lexer(plainWords(evil)), ({ type }) => {
      tokens.push(type);
    });
    expect(tokens.filter((type) => !/^(?:paragraph|text|escape)$/u.test(type))).toEqual([]);
  });

  it.each(renderers.filter(({ file }) => file.endsWith(".md")))(
    "lead nowhere and draw nothing in $file, wherever they come from",
    ({ render }) => {
      const text = body(render(hostile, { compat: false }));
      expect(text).toContain("evil.invalid");
      expect(markupOf(text).filter(({ raw }) => /evil|<b>/u.test(raw))).toEqual([]);
      // Nor do they quote facts themselves, nor end a cell of a table.
      const rows = lexer(text).flatMap((token) => (token.type === "table" ? token.rows : []));
      expect(rows.length).toBeGreaterThan(20);
      expect(text).toContain("{{pairs.pairs}}");
    },
  );

  it("stand as they are where no Markdown is read", () => {
    const croissant =
      renderers.find(({ id }) => id === "croissant")?.render(hostile, { compat: false }) ?? "";
    expect(JSON.parse(croissant).name).toContain(evil.replaceAll(/\s+/gu, " "));
    const hub = renderers.find(({ id }) => id === "hub")?.render(hostile, { compat: false }) ?? "";
    expect(parse(/^---\n([\s\S]*?)\n---\n/u.exec(hub)?.[1] ?? "").pretty_name).toContain(evil);
  });
});
