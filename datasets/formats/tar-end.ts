const BLOCK = 512;

/** Watches a tar's bytes go by for its end mark, two blocks of zeros, which the library does not ask for. */
export interface Tail {
  readonly length: number;
  watch(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer>;
  /** Whether the last block was zeros, as at the end of every whole tar. */
  isZero(): boolean;
  /** Whether an end mark stood at this byte. */
  hasMark(at: number): boolean;
  /** Lets go of what was noted before a byte: a member may hold many zeros. */
  forgetBefore(at: number): void;
}

export function createTail(): Tail {
  let length = 0;
  let block = Buffer.alloc(0);
  let last: Uint8Array = new Uint8Array();
  let lastWasZero = false;
  let parsed = 0;
  const marks = new Set<number>();

  function note(bytes: Uint8Array, end: number): void {
    const zero = bytes.every((byte) => byte === 0);
    const start = end - 2 * BLOCK;
    if (zero && lastWasZero && start >= parsed) marks.add(start);
    lastWasZero = zero;
  }

  function noteBlocks(chunk: Buffer): void {
    let from = 0;
    if (block.length > 0) {
      from = Math.min(BLOCK - block.length, chunk.length);
      block = Buffer.concat([block, chunk.subarray(0, from)]);
      if (block.length < BLOCK) return;
      note(block, length + from);
    }
    for (; from + BLOCK <= chunk.length; from += BLOCK)
      note(chunk.subarray(from, from + BLOCK), length + from + BLOCK);
    block = Buffer.from(chunk.subarray(from));
  }

  return {
    get length() {
      return length;
    },
    async *watch(chunks) {
      for await (const { buffer, byteOffset, byteLength } of chunks) {
        const chunk = Buffer.from(buffer, byteOffset, byteLength);
        noteBlocks(chunk);
        length += chunk.length;
        last = chunk.length >= BLOCK ? chunk.subarray(-BLOCK) : Buffer.concat([last, chunk]).subarray(-BLOCK);
        yield chunk;
      }
    },
    isZero: () => last.length === BLOCK && last.every((byte) => byte === 0),
    hasMark: (at) => marks.has(at),
    forgetBefore(at) {
      parsed = at;
      for (const mark of marks) if (mark < at) marks.delete(mark);
    },
  };
}
