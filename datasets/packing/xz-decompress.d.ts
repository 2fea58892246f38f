/** Its own types are those of browsers, and of another kind of module than it is. */
declare module "xz-decompress" {
  import type { ReadableStream } from "node:stream/web";

  type Unpacking = new (packed: ReadableStream<Uint8Array>) => ReadableStream<Uint8Array>;
  /** Where it is loaded as it is written. */
  export const XzReadableStream: Unpacking;
  /** Where Node gives what it exports as one value. */
  const library: { readonly XzReadableStream: Unpacking } | undefined;
  // biome-ignore lint/style/noDefaultExport: it is none of ours
  export default library;
}
