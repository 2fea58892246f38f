import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { loadPinned, weightsBeside } from "../../../models/pinned.ts";

const folder = mkdtempSync(join(tmpdir(), "sluice-pinned-"));
afterAll(() => rmSync(folder, { recursive: true, maxRetries: 20 }));

/** A file, and what pins it. */
function pinned(name: string, text: string) {
  const path = join(folder, name);
  writeFileSync(path, text);
  return { path, sha256: createHash("sha256").update(text).digest("hex"), advice: "get it again" };
}

describe("a pinned network", () => {
  it("of one file is handed over as the bytes that were hashed, whatever happens to the file then", async () => {
    const network = pinned("a.onnx", "weights");
    const got = await loadPinned(network, async (from) => {
      writeFileSync(network.path, "others");
      return Buffer.from(from as Uint8Array).toString();
    });
    expect(got).toBe("weights");
    await expect(loadPinned(network, async () => "loaded")).rejects.toThrow(
      /^Cannot load network: .*a\.onnx has SHA-256 [0-9a-f]{64}, wanted [0-9a-f]{64}; get it again$/u,
    );
  });

  it("with weights beside it is refused when one of the files was exchanged while it was loaded", async () => {
    const network = pinned("b.onnx", "graph");
    const weights = pinned("b.onnx_data", "weights");
    const both = { ...network, beside: [weights] };
    expect(await loadPinned(both, async (from) => from)).toBe(network.path);
    const others = pinned("others", "others!");
    const exchange = async () => {
      // And put back: what was read in between is unknown.
      renameSync(weights.path, join(folder, "kept"));
      renameSync(others.path, weights.path);
      const read = readFileSync(weights.path, "utf8");
      renameSync(join(folder, "kept"), weights.path);
      return read;
    };
    await expect(loadPinned(both, exchange)).rejects.toThrow(/b\.onnx_data changed while it was loaded$/u);
    writeFileSync(weights.path, "Weights");
    await expect(loadPinned(both, async () => "loaded")).rejects.toThrow(/b\.onnx_data has SHA-256/u);
    rmSync(weights.path);
    await expect(loadPinned(both, async () => "loaded")).rejects.toThrow(/b\.onnx_data cannot be read$/u);
  });

  it("knows what may be weights beside it, links too, and what is text", () => {
    for (const name of ["c.onnx", "c.onnx_data", "config.json", "merges.txt", ".hidden"]) pinned(name, "x");
    symlinkSync(join(folder, "c.onnx"), join(folder, "linked.bin"));
    const names = weightsBeside(join(folder, "c.onnx")).map((path) => path.slice(folder.length + 1));
    expect(names).toEqual(expect.arrayContaining(["c.onnx_data", "linked.bin"]));
    expect(names.filter((name) => /json|txt|hidden|^c\.onnx$/u.test(name))).toEqual([]);
  });
});
