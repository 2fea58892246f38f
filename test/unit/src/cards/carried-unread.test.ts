import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { parseCard } from "../../../../src/cards/source/card.ts";
import { carriedUnread } from "../../../../src/cards/source/carried-unread.ts";
import { harmAudit } from "../../../../src/documents/harm-audit.ts";
import { summaryOf } from "../../../../src/documents/summary.ts";
import { openMemory } from "../../../../src/run/query.ts";
import { shipped } from "../../../support/sample-card.ts";

const columns = [{ name: "text_coverage", kind: "text" as const }];
const policy = { name: "wide", version: 2, rules: [] } as never;

/** 6 pairs kept and 4 reviewed; of the kept ones 2 in another script and 1 in another language. */
const explored = (action: string) => `CREATE TEMP TABLE explored AS SELECT
  CASE WHEN i < 6 THEN '${action}' ELSE 'review' END AS action,
  CASE WHEN i < 2 THEN 'script' WHEN i IN (2, 8) THEN 'language' ELSE 'measured' END AS text_coverage
  FROM range(10) t(i)`;

async function recordOf(action: string) {
  const query = await openMemory();
  try {
    await query.run(explored(action));
    return await carriedUnread({ query, columns, policy });
  } finally {
    query.close();
  }
}

it("a card says which texts a policy lets pass though no text model reads them", async () => {
  const record = await recordOf("keep");
  expect(record?.result).toEqual([
    { what: "another language", k: 1, n: 6, policy: "wide v2" },
    { what: "another script", k: 2, n: 6, policy: "wide v2" },
  ]);
  const path = join(shipped, "card.yaml");
  const card = parseCard(readFileSync(path, "utf8"), path);
  const told = {
    ...card,
    facts: { ...card.facts, ...(record && { [record.id]: { ...record, digest: "" } }) },
  };
  const words =
    "in another language 1, in another script 2, of 6 pairs that policy wide v2 keeps: no score of toxic or sexual text";
  const pages = (one: typeof card) => [summaryOf(one).join("\n"), harmAudit(one, 2).join("\n")];
  for (const page of pages(told)) expect(page).toContain(words);
  for (const page of pages(card)) expect(page).not.toContain("unread by the policy");
});

it("and nothing where the policy holds them", async () => {
  expect(await recordOf("review")).toBeNull();
});
