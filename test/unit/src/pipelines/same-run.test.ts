import { expect, it } from "vitest";
import { refuseOther } from "../../../../src/pipelines/audit/same-run.ts";
import type { RunInputs } from "../../../../src/run/run.ts";

const filter = { id: "nsfw-image", version: 2, needs: "image" as const, columns: [] };
const inputs = (change: Partial<RunInputs["filters"][number]> = {}): RunInputs => ({
  ...{ uri: "d", format: "webdataset", hasImages: true, limit: null, sample: null },
  shards: [{ name: "00000", source: "00000.tar", bytes: 1 }],
  filters: [{ ...filter, models: [{ id: "m", sha256: "a".repeat(64) }], ...change }],
});

it("refuses a worker whose model has other weights by the model's name", () => {
  const models = [{ id: "m", sha256: "b".repeat(64) }];
  expect(() => refuseOther("run", inputs(), inputs({ models }))).toThrow(
    'Cannot resume run "run": model "m" of filter "nsfw-image" is another: SHA-256 aaaaaaaaaaaa… then, bbbbbbbbbbbb… now',
  );
});

it("refuses a filter of another version by its name, and takes the same", () => {
  expect(() => refuseOther("run", inputs(), inputs({ version: 3 }))).toThrow(
    'filter "nsfw-image" was version 2 then, and is 3 now',
  );
  expect(() => refuseOther("run", inputs(), { ...inputs(), uri: "elsewhere" })).not.toThrow();
});
