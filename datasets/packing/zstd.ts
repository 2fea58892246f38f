import { Decompress } from "fzstd";

/** What a frame may ask to be held at once: as much as the `zstd` command allows without being told to. */
const MAX_WINDOW = 128 * 2 ** 20;
/** Four bytes can stand for 128 KiB: few at a time keep what waits to be read small. */
const STEP = 512;

/** Unpacks Zstandard frames, one behind the other (RFC 8878). @throws Error where they are damaged or cut short */
export async function* unzstd(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let blocks: Uint8Array[] = [];
  const decoder = new Decompress((block) => {
    const window = windowOf(decoder);
    if (window > MAX_WINDOW)
      throw new Error(`wanted zstd data with a window of at most ${MAX_WINDOW} bytes, got ${window}`);
    if (block.length > 0) blocks.push(block);
  });
  const push = (bytes: Uint8Array, last: boolean) => {
    try {
      decoder.push(bytes, last);
    } catch (cause) {
      throw explained(cause);
    }
    const done = blocks;
    blocks = [];
    return done;
  };
  for await (const chunk of chunks)
    for (let at = 0; at < chunk.length; at += STEP) yield* push(chunk.slice(at, at + STEP), false);
  yield* push(new Uint8Array(), true);
}

/** The library keeps the window of the frame that it is in, and tells nobody before it fills it. */
function windowOf(decoder: Decompress): number {
  const { s } = decoder as unknown as { readonly s?: { readonly e?: number } };
  return s?.e ?? 0;
}

function explained(cause: unknown): Error {
  if (!(cause instanceof Error) || /^wanted/u.test(cause.message)) return cause as Error;
  const words = /EOF/u.test(cause.message) ? "the archive is cut short" : "the zstd data is damaged";
  return new Error(words, { cause });
}
