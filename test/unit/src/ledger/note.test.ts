import { describe, expect, it } from "vitest";
import { checkpointSignedBy, parseCheckpoint, signCheckpoint } from "../../../../src/ledger/checkpoint.ts";
import { newSigningKey, signingKeyFromSeed } from "../../../../src/ledger/keys/signing-key.ts";
import { leafHash, rootOf } from "../../../../src/ledger/merkle.ts";
import {
  noteSignedBy,
  parseNote,
  parseVerifierKey,
  signNote,
  verifierKey,
} from "../../../../src/ledger/note.ts";

/** The vector of golang.org/x/mod/sumdb/note, note_test.go. */
const vkey = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
const seed = Buffer.from("AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz", "base64").subarray(1);
const text =
  "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
const note = `${text}\n— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n`;

describe("a signed note", () => {
  it("is signed and verified byte for byte as Go's reference does", () => {
    const { name, key } = parseVerifierKey(vkey);
    expect(noteSignedBy(parseNote(note), name, key)).toBe(true);
    const signing = signingKeyFromSeed(seed);
    expect(signing.public.ssh).toBe(key.ssh);
    expect(signNote(text, name, signing)).toBe(note);
    expect(verifierKey(name, signing.public)).toBe(vkey);
  });

  it("is refused changed, under another name, or damaged", () => {
    const { key } = parseVerifierKey(vkey);
    expect(noteSignedBy(parseNote(note.replace("answer", "Answer")), "PeterNeumann", key)).toBe(false);
    expect(noteSignedBy(parseNote(note), "PeterPan", key)).toBe(false);
    expect(() => parseNote(text)).toThrow(/wanted a signed note/u);
    expect(() => parseNote(`${text}\n— x !!!\n`)).toThrow(/damaged/u);
    expect(() => parseVerifierKey(vkey.replace("c74f20a3", "c74f20a4"))).toThrow(/is not its key's/u);
  });
});

describe("a checkpoint", () => {
  const key = newSigningKey();
  const root = rootOf([leafHash(Buffer.from("x"))]);

  it("is origin, size and root, signed under the origin's name", () => {
    const made = signCheckpoint("test.example/gate", 1, root, key);
    expect(made.split("\n").slice(0, 3)).toEqual([
      "test.example/gate",
      "1",
      Buffer.from(root).toString("base64"),
    ]);
    const read = parseCheckpoint(made);
    expect(checkpointSignedBy(read, key.public)).toBe(true);
    expect(checkpointSignedBy(read, newSigningKey().public)).toBe(false);
  });

  it("keeps witnesses' signatures and further lines", () => {
    const made = signNote(
      `test.example/gate\n1\n${Buffer.from(root).toString("base64")}\nextra\n`,
      "test.example/gate",
      key,
    );
    const witnessed = `${made}— witness.example AAAAAAAAAAAA\n`;
    expect(checkpointSignedBy(parseCheckpoint(witnessed), key.public)).toBe(true);
  });

  it("is refused with a size or root that is none", () => {
    expect(() => parseCheckpoint(signNote("o\n01\nAAAA\n", "o", key))).toThrow(/origin, size, root/u);
    expect(() => parseCheckpoint(signNote("o\n1\nAAAA\n", "o", key))).toThrow(/32 bytes/u);
  });
});
