import { createHash } from "node:crypto";
import type { Span } from "./store.ts";

/** Bytes that wait for those before them, at most. */
const MOST_WAITING = 64 * 2 ** 20;

/** SHA-256 of an object whose parts are read in some order: each byte is hashed when those before it were. */
export class OrderedHash {
  readonly #hash = createHash("sha256");
  readonly #waiting = new Map<number, Uint8Array>();
  #at = 0;
  #held = 0;

  add(start: number, bytes: Uint8Array): void {
    if (start + bytes.length <= this.#at) return;
    if (start > this.#at) {
      if (this.#held + bytes.length > MOST_WAITING || this.#waiting.has(start)) return;
      this.#waiting.set(start, bytes);
      this.#held += bytes.length;
      return;
    }
    this.#hash.update(bytes.subarray(this.#at - start));
    this.#at = start + bytes.length;
    this.#drain();
  }

  #drain(): void {
    for (const [start, bytes] of [...this.#waiting].sort(([a], [b]) => a - b)) {
      if (start > this.#at) return;
      this.#waiting.delete(start);
      this.#held -= bytes.length;
      if (start + bytes.length <= this.#at) continue;
      this.#hash.update(bytes.subarray(this.#at - start));
      this.#at = start + bytes.length;
    }
  }

  /** Bytes that nobody read yet, or that came too early to be kept. */
  missing(size: number): readonly Span[] {
    const spans: Span[] = [];
    let at = this.#at;
    for (const [start, bytes] of [...this.#waiting].sort(([a], [b]) => a - b)) {
      if (start > at) spans.push({ start: at, end: start });
      at = Math.max(at, start + bytes.length);
    }
    if (at < size) spans.push({ start: at, end: size });
    return spans;
  }

  /** Hexadecimal; of all bytes that were added. */
  digest(): string {
    return this.#hash.copy().digest("hex");
  }
}
