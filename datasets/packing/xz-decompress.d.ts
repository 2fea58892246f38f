/** Its own types are those of browsers, and of another kind of module than it is. */
declare module "xz-decompress" {
  import type { ReadableStream } from "node:stream/web";

  const library: {
    readonly XzReadableStream: new (packed: ReadableStream<Uint8Array>) => ReadableStream<Uint8Array>;
  };
  // biome-ignore lint/style/noDefaultExport: Node gives what it exports as one value
  export default library;
}
