/** What is used of it; its own types are a package apart. */
declare module "yauzl" {
  export interface Entry {
    readonly fileNameRaw: Buffer;
    readonly extraFields: readonly unknown[];
    readonly generalPurposeBitFlag: number;
    readonly compressionMethod: number;
    readonly compressedSize: number;
    readonly uncompressedSize: number;
    readonly crc32: number;
    readonly externalFileAttributes: number;
    readonly relativeOffsetOfLocalHeader: number;
  }
  export interface ZipFile {
    eachEntry(): AsyncIterable<Entry>;
    close(): void;
  }
  const library: {
    openPromise(
      path: string,
      options: {
        readonly autoClose: boolean;
        readonly decodeStrings: boolean;
        readonly validateEntrySizes: boolean;
      },
    ): Promise<ZipFile>;
    getFileNameLowLevel(flags: number, name: Buffer, extra: readonly unknown[], strict: boolean): string;
  };
  // biome-ignore lint/style/noDefaultExport: Node gives what it exports as one value
  export default library;
}
