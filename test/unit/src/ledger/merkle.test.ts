import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  consistencyProof,
  consistent,
  type Hash,
  includes,
  inclusionProof,
  leafHash,
  rootOf,
} from "../../../../src/ledger/merkle.ts";

/** Leaves, roots and proofs of the Certificate Transparency reference tests (merkletree/merkle_tree_test.cc). */
const leaves = [
  "",
  "00",
  "10",
  "2021",
  "3031",
  "40414243",
  "5051525354555657",
  "606162636465666768696a6b6c6d6e6f",
].map((hex) => leafHash(Buffer.from(hex, "hex")));
const roots = [
  "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
  "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
  "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
  "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
  "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
  "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
  "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
  "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
  "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
];
const n96 = "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7";
const n5f = "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e";
const n6b = "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4";
const nbc = "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b";
const nca = "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0";
const n0e = "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a";
const [r1 = "", r2 = "", r4 = ""] = [roots[1], roots[2], roots[4]];

/** Leaf counted from 0, tree size, path. */
const inclusions: readonly (readonly [number, number, readonly string[]])[] = [
  [0, 1, []],
  [0, 8, [n96, n5f, n6b]],
  [5, 8, [nbc, nca, r4]],
  [2, 3, [r2]],
  [1, 5, [r1, n5f, nbc]],
];
const consistencies: readonly (readonly [number, number, readonly string[]])[] = [
  [1, 1, []],
  [1, 8, [n96, n5f, n6b]],
  [6, 8, [n0e, nca, r4]],
  [2, 5, [n5f, nbc]],
];

const hex = (hash: Hash) => Buffer.from(hash).toString("hex");
const bytes = (text: string) => Buffer.from(text, "hex");
const tree = (size: number) => ({ size, root: rootOf(leaves.slice(0, size)) });

describe("the tree of RFC 6962", () => {
  it("has the roots of the reference tests", () => {
    expect(roots.map((_, size) => hex(tree(size).root))).toEqual(roots);
  });

  it("gives and takes the inclusion proofs of the reference tests", () => {
    for (const [index, size, path] of inclusions) {
      expect(inclusionProof(index, leaves.slice(0, size)).map(hex)).toEqual(path);
      expect(includes(leaves[index] as Hash, index, size, path.map(bytes), tree(size).root)).toBe(true);
    }
  });

  it("gives and takes the consistency proofs of the reference tests", () => {
    for (const [small, large, proof] of consistencies) {
      expect(consistencyProof(small, leaves.slice(0, large)).map(hex)).toEqual(proof);
      expect(consistent(tree(small), tree(large), proof.map(bytes))).toBe(true);
    }
  });

  it("refuses time travel, empty proofs and proofs that are too long", () => {
    expect(consistent(tree(2), tree(1), [])).toBe(false);
    expect(consistent(tree(1), tree(2), [])).toBe(false);
    expect(consistent(tree(0), tree(3), [])).toBe(true);
    expect(consistent(tree(3), tree(3), [leaves[0] as Hash])).toBe(false);
    expect(includes(leaves[0] as Hash, 0, 0, [], rootOf([]))).toBe(false);
    expect(includes(leaves[0] as Hash, 0, 1, [leaves[1] as Hash], tree(1).root)).toBe(false);
  });

  it("proves every leaf of every size at its place only", () => {
    const many = Array.from({ length: 70 }, (_, i) => leafHash(Buffer.from([i])));
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 70 }), fc.nat(69), fc.nat(69), (size, a, b) => {
        const [index, other] = [a % size, b % size];
        const some = many.slice(0, size);
        const path = inclusionProof(index, some);
        expect(includes(many[index] as Hash, index, size, path, rootOf(some))).toBe(true);
        if (other !== index) {
          expect(includes(many[other] as Hash, index, size, path, rootOf(some))).toBe(false);
          expect(includes(many[index] as Hash, other, size, path, rootOf(some))).toBe(false);
        }
      }),
      { numRuns: 300 },
    );
  });

  it("proves growth from every size to every larger one, and not from another tree", () => {
    const many = Array.from({ length: 24 }, (_, i) => leafHash(Buffer.from([i])));
    const at = (size: number) => ({ size, root: rootOf(many.slice(0, size)) });
    for (let large = 1; large <= 24; large += 1)
      for (let small = 1; small <= large; small += 1) {
        const proof = consistencyProof(small, many.slice(0, large));
        expect(consistent(at(small), at(large), proof)).toBe(true);
        expect(consistent({ size: small, root: leafHash(bytes("ff")) }, at(large), proof)).toBe(false);
      }
  });
});
