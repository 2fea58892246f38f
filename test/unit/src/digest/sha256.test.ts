import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  sha256Bytes,
  sha256Of,
  sha256OfFile,
  sha256OfJson,
  sha256Stream,
} from "../../../../src/digest/sha256.ts";
import { root } from "../../../support/cli.ts";
import { scratchFolder } from "../../../support/run-files.ts";

const folder = scratchFolder();
/** FIPS 180-4's example of one block. */
const abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

describe("SHA-256", () => {
  it("is that of FIPS 180-4, of a text, of bytes, of parts and of a file", async () => {
    const file = folder("abc");
    writeFileSync(file, "abc");
    expect(sha256Of("abc")).toBe(abc);
    expect(sha256Of(Buffer.from("ab"), "c")).toBe(abc);
    expect(sha256Bytes("a", "bc").toString("hex")).toBe(abc);
    expect(sha256Stream().update("abc").digest("hex")).toBe(abc);
    expect(await sha256OfFile(file)).toBe(abc);
    expect(sha256OfJson("abc")).toBe(sha256Of('"abc"'));
    expect(sha256Of()).toBe("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  });

  it("stops at a file when it is aborted, and says which file is not there", async () => {
    const file = folder("long");
    writeFileSync(file, Buffer.alloc(1 << 20));
    await expect(sha256OfFile(file, AbortSignal.abort())).rejects.toMatchObject({ name: "AbortError" });
    await expect(sha256OfFile(folder("none"))).rejects.toThrow(/none/u);
  });

  it("has one door in src/", () => {
    // What starts a clone is plain JavaScript and loads before any of this.
    const files = readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" });
    const hashing = files
      .filter((name) => /\.tsx?$/u.test(name))
      .filter((name) => readFileSync(join(root, "src", name), "utf8").includes("createHash("));
    expect(hashing).toEqual([join("digest", "sha256.ts")]);
  });
});
