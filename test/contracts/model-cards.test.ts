import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { modelIds, withMetadata } from "../../docs/make-model-metadata.ts";
import { licenses } from "../../src/validators/hub/allowed.ts";
import { root } from "../support/cli.ts";

const models = join(root, "models");
const carded = readdirSync(models).filter((id) => existsSync(join(models, id, "cards/model-card.md")));

/** The metadata between the first two lines of dashes. */
function metadataOf(id: string) {
  const text = readFileSync(join(models, id, "cards/model-card.md"), "utf8");
  const [, yaml = ""] = /^---\n([\s\S]*?)\n---\n\n# /u.exec(text) ?? [];
  return parse(yaml) as Readonly<Record<string, unknown>>;
}

describe("model cards are cards of the hub", () => {
  it("of the models that have one, at least six", () => expect(carded.length).toBeGreaterThanOrEqual(6));

  it.each(carded)("%s says licence, library and task", (id) => {
    const metadata = metadataOf(id);
    expect(licenses.has(String(metadata["license"]))).toBe(true);
    expect(metadata["library_name"]).toBe("onnx");
    expect(metadata["pipeline_tag"]).toMatch(/^[a-z-]+$/u);
  });

  it.each(modelIds)(
    "%s, shipped or pullable, says them before its README; npm run docs:model-metadata",
    (id) => {
      const { now, made } = withMetadata(id);
      expect(now).toBe(made);
      const metadata = parse(/^---\n([\s\S]*?)\n---\n\n# /u.exec(now)?.[1] ?? "");
      expect(licenses.has(metadata.license)).toBe(true);
      expect(metadata).toMatchObject({
        library_name: "onnx",
        pipeline_tag: expect.stringMatching(/^[a-z-]+$/u),
      });
    },
  );

  it.each(modelIds)("%s names the data that it was trained on as its README, or its lineage, does", (id) => {
    const path = join(models, id, "trained-on.json");
    const { now } = withMetadata(id);
    const metadata = parse(/^---\n([\s\S]*?)\n---\n\n# /u.exec(now)?.[1] ?? "");
    const { datasets } = existsSync(path) ? JSON.parse(readFileSync(path, "utf8")) : {};
    expect(metadata.datasets).toEqual(datasets);
    const said = `${now.replace(/^---\n[\s\S]*?\n---/u, "")}${readFileSync(join(models, id, "model.json"), "utf8")}`;
    for (const name of datasets ?? []) expect(said).toContain(name);
    // A table of sources names data: it must stand in the metadata, too.
    const rows = [...now.matchAll(/^\| ([\w()-]+) \| [\d,]+ \| [\d,]+(?:, [\d,]+){4} \|$/gmu)];
    const own = /^(?:ours|languages|grammar|sexual-grammar)$/u;
    const sources = rows.map(([, source = ""]) => source).filter((source) => !own.test(source));
    for (const source of sources)
      expect(
        datasets.some((name: string) => source.startsWith(name)),
        source,
      ).toBe(true);
    if (id === "text-toxicity") expect(sources.length).toBeGreaterThan(10);
  });

  it("the text model's results are those of its evaluation.json, to three decimals", () => {
    const [index] = metadataOf("text-toxicity")["model-index"] as readonly {
      readonly results: readonly {
        readonly task: { readonly name: string };
        readonly metrics: readonly { readonly type: string; readonly value: number }[];
      }[];
    }[];
    const evaluation = JSON.parse(
      readFileSync(join(models, "text-toxicity/evaluation/evaluation.json"), "utf8"),
    ) as { labels: { label: string; measures: { auc: { value: number } } }[] };
    expect(index?.results.length).toBe(evaluation.labels.length);
    for (const { label, measures } of evaluation.labels) {
      const own = index?.results.find(({ task }) => task.name === label);
      const auc = own?.metrics.find(({ type }) => type === "roc_auc")?.value;
      expect(auc).toBeCloseTo(measures.auc.value, 3);
    }
  });
});
