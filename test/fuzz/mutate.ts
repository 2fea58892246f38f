/** Numbers in [0, 1) that look random and are the same for each seed (mulberry32). */
export function draws(seed: number): () => number {
  let a = seed >>> 0;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** What lengths, counts and offsets are made of when somebody lies. */
const lies = [0, 1, 0x7f, 0x80, 0xff, 0x7fff, 0xffff, 0x7fffffff, 0x80000000, 0xffffffff];
/** What text is made of that parsers trip over. */
const odd = [
  '"',
  "\\",
  "\0",
  "\n",
  "\r",
  ",",
  "\t",
  "{",
  "[",
  "NaN",
  "-",
  "9".repeat(40),
  "\ufeff",
  "../",
  "&a",
  "*a",
  ": ",
];

/** The bytes with one to eight changes. */
export function mutated(whole: Buffer, other: Buffer, draw: () => number): Buffer {
  let bytes = Buffer.from(whole);
  const below = (most: number) => Math.floor(draw() * most);
  const changes: readonly (() => void)[] = [
    () => {
      const at = below(bytes.length);
      bytes[at] = (bytes[at] ?? 0) ^ (1 << below(8));
    },
    () => {
      bytes[below(bytes.length)] = below(256);
    },
    () => {
      const size = [1, 2, 4][below(3)] as 1 | 2 | 4;
      if (bytes.length < size) return;
      const value = (lies[below(lies.length)] ?? 0) % 2 ** (8 * size);
      const at = below(bytes.length - size + 1);
      if (draw() < 0.5) bytes.writeUIntLE(value, at, size);
      else bytes.writeUIntBE(value, at, size);
    },
    () => {
      const at = below(bytes.length);
      bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + below(64))]);
    },
    () => {
      const [at, from] = [below(bytes.length), below(bytes.length)];
      bytes = Buffer.concat([
        bytes.subarray(0, at),
        bytes.subarray(from, from + 1 + below(512)),
        bytes.subarray(at),
      ]);
    },
    () => {
      const at = below(bytes.length);
      bytes = Buffer.concat([
        bytes.subarray(0, at),
        Buffer.from(odd[below(odd.length)] ?? ""),
        bytes.subarray(at),
      ]);
    },
    () => {
      bytes = bytes.subarray(0, below(bytes.length));
    },
    () => {
      const [at, from] = [below(bytes.length), below(other.length)];
      bytes = Buffer.concat([bytes.subarray(0, at), other.subarray(from)]);
    },
  ];
  for (let left = 1 + below(8); left > 0; left--) {
    // Cuts and crossings leave little to change after them: they are rare.
    if (bytes.length > 0) changes[below(changes.length - (draw() < 0.8 ? 2 : 0))]?.();
  }
  return bytes;
}
