import { cpSync, mkdirSync, readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { exitCodesPage, exitCodesPath } from "../../docs/make-exit-codes.ts";
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

describe("the table of exit codes", () => {
  it("stands in the documents as it is tested", () => {
    expect(readFileSync(exitCodesPath, "utf8")).toBe(exitCodesPage());
  });

  it.each(troubles.map((trouble, i) => [trouble.trouble, i, trouble] as const))(
    "holds: %s",
    async (_, i, { words, make, after, exit, says, json }) => {
      const place = { run: folder(`run-${i}`), dir: folder(`dir-${i}`) };
      cpSync(audited, place.run, { recursive: true });
      mkdirSync(place.dir);
      make?.(place);
      const put = (word: string) => word.replace(/^RUN/u, place.run).replace(/^DIR/u, place.dir);
      const hide = (text: string) => text.replaceAll(place.run, "RUN").replaceAll(place.dir, "DIR");
      const run = async (some: readonly string[]): Promise<Ran> => {
        const { code, stdout, stderr } = await sluice(...some.map(put));
        return { code, stdout: hide(stdout), stderr: hide(stderr) };
      };
      if (after !== undefined) expect((await run(after)).code).toBe(0);
      const ran = await run(json === undefined ? words : [...words, "--json"]);
      expect(ran.code, ran.stderr).toBe(exit);
      if (exit === 2) {
        expect(ran.stdout).toBe("");
        expect(ran.stderr).toMatch(/^[^\n]+\n$/u);
        expect(ran.stderr).toMatch(pattern(says));
      }
      if (json === undefined) {
        if (exit !== 2) expect(ran.stdout).toMatch(pattern(says));
        return;
      }
      const value = json[0]
        .split(".")
        .reduce<unknown>((at, name) => (at as Record<string, unknown>)[name], JSON.parse(ran.stdout));
      expect(value).toEqual(json[1]);
    },
  );

  it("has a case for every code that a command without a gate can end with", () => {
    expect([...new Set(troubles.map(({ exit }) => exit))].sort()).toEqual([0, 2, 3, 4]);
  });
});
