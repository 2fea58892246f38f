import { sha256Bytes } from "../digest/sha256.ts";

/** A SHA-256 hash, 32 bytes. */
export type Hash = Uint8Array;

/** RFC 6962 §2.1: a leaf's hash is SHA-256 of 0x00 and its bytes. */
export function leafHash(leaf: Uint8Array): Hash {
  return sha256Bytes(Uint8Array.of(0), leaf);
}

/** RFC 6962 §2.1: a node's hash is SHA-256 of 0x01 and its children's hashes. */
export function nodeHash(left: Hash, right: Hash): Hash {
  return sha256Bytes(Uint8Array.of(1), left, right);
}

export function sameHash(a: Hash, b: Hash): boolean {
  return Buffer.compare(a, b) === 0;
}

/**
 * The Merkle tree hash of leaves' hashes (RFC 6962 §2.1), in linear time.
 * @returns SHA-256 of nothing for no leaves
 */
export function rootOf(leaves: readonly Hash[]): Hash {
  const stack: { readonly hash: Hash; readonly size: number }[] = [];
  for (const leaf of leaves) {
    let node = { hash: leaf, size: 1 };
    for (let top = stack.at(-1); top?.size === node.size; top = stack.at(-1)) {
      stack.pop();
      node = { hash: nodeHash(top.hash, node.hash), size: 2 * node.size };
    }
    stack.push(node);
  }
  const last = stack.pop();
  if (last === undefined) return sha256Bytes();
  return stack.reduceRight((right, { hash }) => nodeHash(hash, right), last.hash);
}

/** The largest power of two below n, for n of at least 2. */
function split(n: number): number {
  let k = 1;
  while (2 * k < n) k *= 2;
  return k;
}

/** RFC 6962 §2.1.1: PATH(m, D[n]), from the leaf's sibling upwards. */
export function inclusionProof(index: number, leaves: readonly Hash[]): readonly Hash[] {
  if (leaves.length <= 1) return [];
  const k = split(leaves.length);
  return index < k
    ? [...inclusionProof(index, leaves.slice(0, k)), rootOf(leaves.slice(k))]
    : [...inclusionProof(index - k, leaves.slice(k)), rootOf(leaves.slice(0, k))];
}

/** RFC 6962 §2.1.2: PROOF(m, D[n]) that the tree of `size` leaves is a beginning of this one. */
export function consistencyProof(size: number, leaves: readonly Hash[]): readonly Hash[] {
  return size === 0 || size >= leaves.length ? [] : subproof(size, leaves, true);
}

function subproof(m: number, leaves: readonly Hash[], whole: boolean): readonly Hash[] {
  if (m === leaves.length) return whole ? [] : [rootOf(leaves)];
  const k = split(leaves.length);
  return m <= k
    ? [...subproof(m, leaves.slice(0, k), whole), rootOf(leaves.slice(k))]
    : [...subproof(m - k, leaves.slice(k), false), rootOf(leaves.slice(0, k))];
}

/** Whether a path leads from a leaf to a root: the algorithm of RFC 9162 §2.1.3.2. */
export function includes(
  leaf: Hash,
  index: number,
  size: number,
  path: readonly Hash[],
  root: Hash,
): boolean {
  if (!Number.isSafeInteger(index) || index < 0 || index >= size) return false;
  let [fn, sn, hash] = [index, size - 1, leaf];
  for (const step of path) {
    if (sn === 0) return false;
    if (fn % 2 === 1 || fn === sn) {
      hash = nodeHash(step, hash);
      while (fn % 2 === 0 && fn !== 0) [fn, sn] = [fn / 2, Math.floor(sn / 2)];
    } else hash = nodeHash(hash, step);
    [fn, sn] = [Math.floor(fn / 2), Math.floor(sn / 2)];
  }
  return sn === 0 && sameHash(hash, root);
}

/** Whether a smaller tree is a beginning of a larger one: the algorithm of RFC 9162 §2.1.4.2. */
export function consistent(
  small: { readonly size: number; readonly root: Hash },
  large: { readonly size: number; readonly root: Hash },
  proof: readonly Hash[],
): boolean {
  if (small.size < 0 || small.size > large.size) return false;
  if (small.size === large.size) return proof.length === 0 && sameHash(small.root, large.root);
  if (small.size === 0) return proof.length === 0 && sameHash(small.root, rootOf([]));
  const isPower = 2 ** Math.round(Math.log2(small.size)) === small.size;
  const [first, ...rest] = isPower ? [small.root, ...proof] : proof;
  if (first === undefined) return false;
  let [fn, sn] = [small.size - 1, large.size - 1];
  while (fn % 2 === 1) [fn, sn] = [Math.floor(fn / 2), Math.floor(sn / 2)];
  let [fr, sr] = [first, first];
  for (const step of rest) {
    if (sn === 0) return false;
    if (fn % 2 === 1 || fn === sn) {
      [fr, sr] = [nodeHash(step, fr), nodeHash(step, sr)];
      while (fn % 2 === 0 && fn !== 0) [fn, sn] = [fn / 2, Math.floor(sn / 2)];
    } else sr = nodeHash(sr, step);
    [fn, sn] = [Math.floor(fn / 2), Math.floor(sn / 2)];
  }
  return sn === 0 && sameHash(fr, small.root) && sameHash(sr, large.root);
}
