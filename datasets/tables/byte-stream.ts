import { unpacked } from "../packing/unpacked.ts";
import { asUtf8 } from "../utf16.ts";

/** Endings that a table's name may bear behind its own, where it is packed. */
export const PACKED = "(?:\\.(?:gz|zst|zstd|bz2|xz))?";

/** A text's bytes in UTF-8, whatever it is packed with and stored in. */
export async function* byteStream(path: string, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  // A stream that is stopped before somebody listens ends the process.
  signal.throwIfAborted();
  yield* asUtf8(unpacked(path, signal));
}
