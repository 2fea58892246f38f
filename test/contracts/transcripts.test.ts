import { beforeAll, describe, expect, it } from "vitest";
import { masked, played, readPage, sameLines, transcriptsOf } from "../../docs/transcripts.ts";
import { root, sluice } from "../support/cli.ts";
import { play } from "../support/play.ts";
import { scratchFolder } from "../support/run-files.ts";

const folder = scratchFolder();
const audited = folder("audited");

beforeAll(async () => {
  expect((await sluice("audit", "sample", "--out", audited, "--quiet")).code).toBe(4);
});

describe("the transcripts in the documents", () => {
  it.each(played)("of %s are what is printed", async (page) => {
    const transcripts = transcriptsOf(readPage(root, page));
    expect(transcripts.length).toBeGreaterThan(0);
    const outputs = await play(page, transcripts, folder(page), audited);
    for (const [i, { spoken }] of transcripts.entries())
      for (const [k, { typed, printed }] of spoken.entries()) {
        const now = outputs[i]?.[k] ?? [];
        if (!sameLines(printed, now)) expect(now.map(masked), typed).toEqual(printed.map(masked));
      }
  });

  it("are compared line by line, an ellipsis standing for any number of lines", () => {
    expect(sameLines(["a", "…", "c 3 s"], ["a", "b", "b", "c 12.5 s"])).toBe(true);
    expect(sameLines(["a", "…"], ["a"])).toBe(true);
    expect(sameLines(["a", "c"], ["a", "b"])).toBe(false);
    expect(sameLines(["a"], ["a", "b"])).toBe(false);
    expect(sameLines([], [])).toBe(true);
  });
});
