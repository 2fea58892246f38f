/** Takes bytes out of a stream by their number. */
export interface ByteReader {
  /** So many bytes, or all that are left. */
  take(count: number): Promise<Uint8Array>;
  /** So many bytes as they come, or all that are left. */
  pass(count: number): AsyncGenerator<Uint8Array>;
  rest(): AsyncGenerator<Uint8Array>;
  /** Lets go of the stream, wherever it is. */
  close(): Promise<void>;
}

export function byteReader(chunks: AsyncIterable<Uint8Array>): ByteReader {
  const input = chunks[Symbol.asyncIterator]();
  let ready: Uint8Array = new Uint8Array();
  async function* pass(count: number): AsyncGenerator<Uint8Array> {
    for (let left = count; left > 0; ) {
      if (ready.length === 0) {
        const { done, value } = await input.next();
        if (done) return;
        ready = value;
      }
      const part = ready.subarray(0, left);
      ready = ready.subarray(part.length);
      left -= part.length;
      if (part.length > 0) yield part;
    }
  }
  return {
    async take(count) {
      if (ready.length >= count) {
        const part = ready.subarray(0, count);
        ready = ready.subarray(count);
        return part;
      }
      const parts: Uint8Array[] = [];
      for await (const part of pass(count)) parts.push(part);
      return parts.length === 1 ? (parts[0] ?? new Uint8Array()) : Buffer.concat(parts);
    },
    pass,
    rest: () => pass(Number.POSITIVE_INFINITY),
    async close() {
      await input.return?.();
    },
  };
}
