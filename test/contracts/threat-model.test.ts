import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { attempts } from "../attack/registry.ts";
import { root } from "../support/cli.ts";

const text = readFileSync(join(root, "docs/threat-model.md"), "utf8");

/** The rows of a section's table, without its head. */
function rowsOf(heading: string): readonly (readonly string[])[] {
  const section = text.split(/^## /mu).find((part) => part.startsWith(`${heading}\n`)) ?? "";
  return section
    .split("\n")
    .filter((line) => line.startsWith("| "))
    .slice(2)
    .map((line) => line.slice(2, -2).split(" | "));
}

/** Whether a test, or a group of tests, is there under a title. */
function titles(source: string): readonly string[] {
  const calls = /\b(?:it|describe)(?:\.each\((?:[^()]|\([^()]*\))*\))?\(\s*(?:"([^"]+)"|`([^`]+)`)/gu;
  return [...source.matchAll(calls)].map(([, quoted, templated]) => quoted ?? templated ?? "");
}

const claims = rowsOf("Claims, and the test that shows each");

describe("the threat model", () => {
  it("claims what tests show", () => {
    expect(claims.length).toBeGreaterThan(35);
    for (const row of claims) expect(row, row.join(" | ")).toHaveLength(3);
    expect(new Set(claims.map(([claim]) => claim)).size).toBe(claims.length);
  });

  it.each(claims)("shows by a test that is there: %s", (_claim, file = "", title = "") => {
    const path = join(root, file.replaceAll("`", ""));
    expect(existsSync(path), file).toBe(true);
    expect(titles(readFileSync(path, "utf8"))).toContain(title);
  });

  it("names no test that is gone", () => {
    const named = [...text.matchAll(/`([^`\s]+\.test\.tsx?)`/gu)].map(([, file = ""]) => file);
    expect(named.length).toBeGreaterThan(claims.length);
    expect(named.filter((file) => !existsSync(join(root, file)))).toEqual([]);
  });

  it("lists as many kinds of attempts as are tried", async () => {
    const kinds = new Set<number>();
    for (const name of attempts) {
      const { attempt } = (await import(`../attack/attempts/${name}.ts`)) as {
        readonly attempt: { readonly fault: number };
      };
      kinds.add(attempt.fault);
    }
    const listed = rowsOf("Faults and attempts").map(([kind = ""]) => Number.parseInt(kind, 10));
    expect(listed.filter((kind) => kinds.has(kind))).toEqual([...kinds].sort((a, b) => a - b));
  });

  it.each(["A steward of several", "A requester with a patched client", "An outsider with an export"])(
    "says what %s can still do",
    (who) => expect(rowsOf("What each can still do").map(([one]) => one)).toContain(who),
  );
});
