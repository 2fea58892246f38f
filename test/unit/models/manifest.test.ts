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

describe("what a manifest pins", () => {
  it.each(modelIds)("%s states every digest and size, or says that it cannot be pulled", (id) => {
    const { hub, files } = readManifest(id);
    if (hub?.unpinned === undefined)
      for (const file of files)
        expect(file, id).toMatchObject({ sha256: expect.any(String), bytes: expect.any(Number) });
    else expect(hub.unpinned.length).toBeGreaterThan(20);
  });

  it("is refused where a digest is missing without a word, or a word stands beside digests", () => {
    expect(() => parseManifest(encoder({}, {}), "m")).toThrow("hub.unpinned: wanted a reason");
    expect(() => parseManifest(encoder({ unpinned: "why" }, { sha256 }), "m")).toThrow("hub.unpinned");
    expect(parseManifest(encoder({ unpinned: "why" }, {}), "m").hub?.unpinned).toBe("why");
    expect(parseManifest(encoder({}, { sha256 }), "m").files).toHaveLength(1);
  });
});
