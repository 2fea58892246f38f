import { parseManifest } from "../../../models/manifest.ts";
import { type Attempt, Foiled } from "../attempt.ts";

export const attempt: Attempt = {
  what: "a manifest is pulled from a branch, and says nothing of it",
  fault: 3,
  check: {
    rule: "no-commit",
    file: "models/manifest.ts",
    on: 'COMMIT.test(result.data.hub?.revision ?? "")',
    off: "COMMIT.test('a'.repeat(40))",
  },
  async run() {
    const file = { path: "x.onnx", sha256: "ab".repeat(32), bytes: 1 };
    const words = { id: "m", title: "t", license: "MIT", source: "s" };
    const hub = { repo: "a/b", revision: "main" };
    const encoder = { kind: "text-encoder", onnx: "x.onnx", maxTokens: 9, width: 4 };
    try {
      parseManifest({ ...words, hub, files: [file], ...encoder }, "m");
    } catch (error) {
      if (String(error).includes("the revision is no commit")) throw new Foiled("no-commit");
      throw error;
    }
  },
};
