import type { Asset } from "@trustnxt/c2pa-ts/asset";

interface Chunk {
  readonly type: string;
  readonly start: number;
  /** With header and padding. */
  readonly length: number;
  readonly payload: number;
}

const HEADER = 12;
const MANIFEST = "C2PA";

/**
 * A WebP as c2pa-ts sees an asset: the library has none of its own. The manifest store lies in a RIFF chunk `C2PA`
 * behind the others (C2PA 2.1, A.3.5 "Embedding manifests into RIFF-based assets").
 */
export class WebP implements Asset {
  readonly mimeType = "image/webp";
  #data: Uint8Array;

  constructor(data: Uint8Array) {
    if (!WebP.canRead(data)) throw new Error("Not a WebP file");
    this.#data = data;
  }

  static canRead(data: Uint8Array): boolean {
    return data.length >= HEADER && word(data, 0) === "RIFF" && word(data, 8) === "WEBP";
  }

  getDataLength(): number {
    return this.#data.length;
  }

  async getDataRange(start = 0, length = this.#data.length - start): Promise<Uint8Array> {
    return this.#data.subarray(start, Math.min(this.#data.length, start + length));
  }

  getManifestJUMBF(): Uint8Array | undefined {
    const own = chunks(this.#data).filter(({ type }) => type === MANIFEST);
    const [only] = own;
    return own.length === 1 && only
      ? this.#data.slice(only.start + 8, only.start + 8 + only.payload)
      : undefined;
  }

  dumpInfo(): string {
    return chunks(this.#data)
      .map(({ type, payload }) => `${type}: ${payload} bytes`)
      .join("\n");
  }

  async ensureManifestSpace(length: number): Promise<void> {
    const kept = chunks(this.#data).filter(({ type }) => type !== MANIFEST);
    const own = Buffer.alloc(8 + length + (length % 2));
    own.write(MANIFEST, 0, "latin1");
    own.writeUInt32LE(length, 4);
    const body = Buffer.concat([
      ...kept.map(({ start, length: size }) => this.#data.subarray(start, start + size)),
      own,
    ]);
    const header = Buffer.from(this.#data.subarray(0, HEADER));
    header.writeUInt32LE(body.length + 4, 4);
    this.#data = Buffer.concat([header, body]);
  }

  getHashExclusionRange(): { start: number; length: number } {
    const own = this.#manifest();
    // Without the padding byte, which is part of the file like any other.
    return { start: own.start, length: 8 + own.payload };
  }

  async writeManifestJUMBF(jumbf: Uint8Array): Promise<void> {
    const own = this.#manifest();
    if (own.payload !== jumbf.length) throw new Error("Wrong amount of space in asset");
    this.#data.set(jumbf, own.start + 8);
  }

  #manifest(): Chunk {
    const own = chunks(this.#data).find(({ type }) => type === MANIFEST);
    if (!own) throw new Error("No manifest storage reserved");
    return own;
  }
}

function chunks(data: Uint8Array): readonly Chunk[] {
  const view = Buffer.from(data.buffer, data.byteOffset, data.length);
  const found: Chunk[] = [];
  for (let at = HEADER; at + 8 <= data.length; ) {
    const payload = view.readUInt32LE(at + 4);
    const length = 8 + payload + (payload % 2);
    if (at + 8 + payload > data.length) throw new Error("Malformed WebP (chunk length too large)");
    found.push({ type: word(data, at), start: at, length, payload });
    at += length;
  }
  return found;
}

function word(data: Uint8Array, at: number): string {
  return Buffer.from(data.subarray(at, at + 4)).toString("latin1");
}
