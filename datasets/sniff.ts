interface Signature {
  readonly name: string;
  readonly magic: readonly number[];
  /** Where the magic bytes start. */
  readonly at?: number;
}

const ascii = (text: string): readonly number[] => [...Buffer.from(text, "latin1")];

/** What arrives in place of photographs. https://en.wikipedia.org/wiki/List_of_file_signatures */
const notImages: readonly Signature[] = [
  { name: "gzip data", magic: [0x1f, 0x8b] },
  { name: "a ZIP archive", magic: ascii("PK\x03\x04") },
  { name: "a PDF document", magic: ascii("%PDF") },
  { name: "a BMP image, which is not supported", magic: ascii("BM") },
  { name: "a PSD image, which is not supported", magic: ascii("8BPS") },
  { name: "an icon, which is not supported", magic: [0, 0, 1, 0] },
  { name: "a JPEG XL image, which is not supported", magic: [0xff, 0x0a] },
  { name: "a JPEG XL image, which is not supported", magic: ascii("JXL "), at: 4 },
  { name: "a QuickTime or MP4 video", magic: ascii("ftypmp4"), at: 4 },
  { name: "a QuickTime or MP4 video", magic: ascii("ftypiso"), at: 4 },
];

/** Marks of metadata that changes how an image is read or what is said of it; a PNG may hold it behind its pixels. */
const telling = ["Exif", "eXIf", "acTL"];

/** `jpeg` or `png` where the bytes say so and carry no EXIF or animation; `undefined` where a closer look is needed. */
export function plainFormat(bytes: Uint8Array): "jpeg" | "png" | undefined {
  const format = starts(bytes, [0xff, 0xd8, 0xff])
    ? "jpeg"
    : starts(bytes, [0x89, 0x50, 0x4e, 0x47])
      ? "png"
      : undefined;
  // A chance hit among the pixels costs a closer look, no more.
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  return telling.some((mark) => all.includes(mark)) ? undefined : format;
}

/** How many leading bytes tell text from binary. */
const HEAD = 512;

/** Says what bytes are that cannot be a photograph; `undefined` when they may be one. */
export function notAnImage(bytes: Uint8Array): string | undefined {
  if (bytes.length === 0) return "wanted an image, got 0 bytes";
  const found = notImages.find(({ magic, at = 0 }) => starts(bytes, magic, at));
  if (found) return `wanted an image, got ${found.name}`;
  const head = bytes.subarray(0, HEAD);
  if (head.every((byte) => byte === 0)) return "wanted an image, got only zero bytes";
  const text = new TextDecoder().decode(head).trimStart();
  if (/^<(\?xml|!doctype svg|svg)/i.test(text)) return "wanted a photo format, got SVG or XML markup";
  if (/^<(!doctype html|html|head|body)/i.test(text)) return "wanted an image, got an HTML page";
  return head.every(isText) ? "wanted an image, got text" : undefined;
}

function isText(byte: number): boolean {
  return byte >= 0x20 ? byte !== 0x7f : byte === 0x09 || byte === 0x0a || byte === 0x0d;
}

function starts(bytes: Uint8Array, magic: readonly number[], at = 0): boolean {
  return magic.every((byte, i) => bytes[at + i] === byte);
}
