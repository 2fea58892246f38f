import { describe, expect, it } from "vitest";
import { parseManifest } from "../../../models/manifest.ts";
import { modelIds, readManifest } from "../../../models/registry.ts";

const sha256 = "0".repeat(64);
const encoder = (hub: object, file: object) => ({
  id: "m",
  title: "t",
  license: "MIT",
  source: "s",
  hub: { repo: "a/b", revision: "main", ...hub },
  files: [{ path: "x.onnx", ...file }],
  kind: "text-encoder",
  onnx: "x.onnx",
  maxTokens: 9,
  width: 4,
});

describe("a manifest of a model that scores", () => {
  it.each(modelIds)("%s says how far a score may differ between devices, where it scores", (id) => {
    const manifest = readManifest(id);
    const scores = manifest.kind !== "cascade" && manifest.kind !== "text-encoder";
    expect("tolerance" in manifest).toBe(scores);
  });

  it("is refused without, or with one that would hide what a filter says", () => {
    const { width: _, ...reader } = { ...encoder({ unpinned: "why" }, {}), kind: "image-classifier" };
    const whole = {
      ...reader,
      input: { size: 9, resize: "squash" },
      labels: ["a"],
      activation: "none",
      batch: 1,
    };
    const { maxTokens: _tokens, ...model } = whole;
    expect(() => parseManifest(model, "m")).toThrow("tolerance: wanted how far a score may differ");
    expect(() => parseManifest({ ...model, tolerance: 0.5 }, "m")).toThrow("tolerance");
    expect(parseManifest({ ...model, tolerance: 0.005 }, "m")).toMatchObject({ tolerance: 0.005 });
  });
});

describe("what a manifest pins", () => {
  it.each(modelIds)("%s states commit, digests and sizes, or says that it cannot be pulled", (id) => {
    const { hub, files } = readManifest(id);
    if (hub?.unpinned !== undefined) return expect(hub.unpinned.length).toBeGreaterThan(20);
    if (hub !== undefined) expect(hub.revision, id).toMatch(/^[0-9a-f]{40}$/u);
    for (const file of files)
      expect(file, id).toMatchObject({ sha256: expect.any(String), bytes: expect.any(Number) });
  });

  it("is refused where a digest is missing without a word, or a word stands beside digests", () => {
    expect(() => parseManifest(encoder({}, {}), "m")).toThrow("hub.unpinned: wanted a reason");
    const pinned = { revision: "a".repeat(40), unpinned: "why" };
    expect(() => parseManifest(encoder(pinned, { sha256 }), "m")).toThrow("hub.unpinned");
    expect(parseManifest(encoder({ unpinned: "why" }, {}), "m").hub?.unpinned).toBe("why");
    expect(parseManifest(encoder({ revision: "a".repeat(40) }, { sha256 }), "m").files).toHaveLength(1);
    expect(() => parseManifest(encoder({}, { sha256 }), "m")).toThrow("or the revision is no commit");
  });
});
