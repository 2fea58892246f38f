import { cpSync, mkdirSync, readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { exitCodesPage, exitCodesPath } from "../../docs/make-exit-codes.ts";
import type { Trouble } from "../../docs/trouble.ts";
import { troubles } from "../../docs/troubles.ts";
import { type Ran, sluice } from "../support/cli.ts";
import { scratchFolder } from "../support/run-files.ts";

const folder = scratchFolder();
const audited = folder("audited");

beforeAll(async () => {
  const filters = "image-basics,text-basics,lexicon,duplicates";
  expect((await sluice("audit", "sample", "--filters", filters, "--out", audited, "--quiet")).code).toBe(4);
});

/** A text with `…` for what varies, as an expression for a whole line. */
function pattern(says: string): RegExp {
  const parts = says.split("…").map((part) => part.replace(/[.*+?^${}()|[\]\\]/gu, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`, "mu");
}

/** A fresh place, and how to run a command there: its folders read `RUN` and `DIR` again in what comes back. */
function at(name: string, make: Trouble["make"]): (words: readonly string[]) => Promise<Ran> {
  const place = { run: folder(`run-${name}`), dir: folder(`dir-${name}`) };
  cpSync(audited, place.run, { recursive: true });
  mkdirSync(place.dir);
  make?.(place);
  const put = (word: string) => word.replace(/^RUN/u, place.run).replace(/^DIR/u, place.dir);
  const hide = (text: string) => text.replaceAll(place.run, "RUN").replaceAll(place.dir, "DIR");
  return async (words) => {
    const { code, stdout, stderr } = await sluice(...words.map(put));
    return { code, stdout: hide(stdout), stderr: hide(stderr) };
  };
}

/** The value at a dotted path of a document. */
function valueAt(document: unknown, path: string): unknown {
  return path.split(".").reduce<unknown>((found, name) => (found as Record<string, unknown>)[name], document);
}

describe("the table of exit codes", () => {
  it("stands in the documents as it is tested", () => {
    expect(readFileSync(exitCodesPath, "utf8")).toBe(exitCodesPage());
  });

  it.each(troubles.map((trouble, i) => [trouble.trouble, i, trouble] as const))(
    "holds: %s",
    async (_, i, { words, make, after, exit, says, json }) => {
      const run = at(`${i}`, make);
      if (after !== undefined) expect((await run(after)).code).toBe(0);
      const ran = await run(words);
      expect(ran.code, ran.stderr).toBe(exit);
      if (exit === 2) {
        expect(ran.stdout).toBe("");
        expect(ran.stderr).toMatch(/^[^\n]+\n$/u);
        expect(ran.stderr).toMatch(pattern(says));
      } else expect(ran.stdout).toMatch(pattern(says));
      if (json === undefined) return;
      const again = at(`${i}-json`, make);
      if (after !== undefined) expect((await again(after)).code).toBe(0);
      const told = await again([...words, "--json"]);
      expect(told.code, told.stderr).toBe(exit);
      expect(valueAt(JSON.parse(told.stdout), json[0])).toEqual(json[1]);
    },
  );

  it("has a case for every code that a command without a gate can end with", () => {
    expect([...new Set(troubles.map(({ exit }) => exit))].sort()).toEqual([0, 2, 3, 4, 5, 6]);
  });
});
