import { describe, expect, it } from "vitest";
import { anchored } from "../../../../src/run/anchor.ts";
import { folderOf } from "../../../support/written.ts";

describe("a relative place in a run", () => {
  it("is found below the run or above it", () => {
    const root = folderOf({ "data/a.tar": "", "runs/one/run.json": "{}" });
    expect(anchored("data/a.tar", `${root}/runs/one`)).toBe(`${root}/data/a.tar`);
  });

  it.each([["."], [".."], ["./"], ["../.."]])(
    "is the present one where it is called %j: each folder has that",
    (path) => {
      expect(anchored(path, folderOf({ "run.json": "{}" }))).toBe(path);
    },
  );
});
