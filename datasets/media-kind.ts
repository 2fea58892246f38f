// biome-ignore-all lint/suspicious/noControlCharactersInRegex: magic bytes are control characters
/** What bytes are: a picture that can be decoded, something else to look at, listen to or read, or neither. */
export type MediaKind =
  | { readonly kind: "image" }
  | { readonly kind: "shown"; readonly what: string }
  | { readonly kind: "other" };

/** Where magic bytes stand, as a pattern over the first bytes in Latin-1. https://en.wikipedia.org/wiki/List_of_file_signatures */
const IMAGES: readonly (readonly [ending: string, pattern: RegExp])[] = [
  ["jpg", /^\xff\xd8\xff/u],
  ["png", /^\x89PNG/u],
  ["gif", /^GIF8[79]a/u],
  ["webp", /^RIFF[\s\S]{4}WEBP/u],
  ["tif", /^II\*\0|^MM\0\*|^II\+\0|^MM\0\+/u],
  ["avif", /^[\s\S]{4}ftypavi[fs]/u],
  ["heic", /^[\s\S]{4}ftyp(?:heic|heix|hevc|mif1|msf1)/u],
];

const SHOWN: readonly (readonly [what: string, pattern: RegExp])[] = [
  ["a JPEG XL image", /^\xff\x0a|^[\s\S]{4}JXL /u],
  ["a JPEG 2000 image", /^[\s\S]{4}jP {2}|^\xff\x4f\xff\x51/u],
  ["a Netpbm image", /^P[1-7][ \t\r\n]/u],
  ["a BMP image", /^BM[\s\S]{4}\0\0\0\0/u],
  ["a PSD image", /^8BPS/u],
  ["an icon", /^\0\0[\x01\x02]\0/u],
  ["an SVG image", /^(?:\xef\xbb\xbf)?\s*<(?:\?xml|!doctype svg|svg)/iu],
  ["a video", /^[\s\S]{4}ftyp|^\x1aE\xdf\xa3|^RIFF[\s\S]{4}AVI |^\0\0\x01[\xb3\xba]|^FLV/u],
  ["sound", /^ID3|^\xff[\xf2\xf3\xfa\xfb]|^RIFF[\s\S]{4}WAVE|^fLaC|^OggS/u],
  ["a PDF document", /^%PDF/u],
  ["an archive", /^PK\x03\x04|^\x1f\x8b|^\x28\xb5\x2f\xfd|^BZh|^\xfd7zXZ|^7z\xbc\xaf|^Rar!/u],
];

/** Endings whose bytes need not begin as above, or may be damaged. */
const ENDINGS =
  /(?:^|\.)(?:jxl|jp2|j2k|jpx|ppm|pgm|pbm|pnm|psd|ico|svg|eps|raw|cr2|nef|dng|exr|hdr|tga|mp4|m4v|mov|webm|mkv|avi|mpe?g|flv|wmv|mp3|wav|flac|ogg|opus|m4a|aac|pdf|docx?|zip|rar|7z)$/iu;
const PICTURES = /(?:^|\.)(?:jpe?g?|jfif|png|webp|gif|avif|heic|heif|bmp|tiff?|image|img)$/iu;

/** Bytes that are looked at. */
const HEAD = 64;

/** Says what bytes are, by themselves first and by their name's ending where they say nothing. */
export function mediaKind(bytes: Uint8Array, name: string): MediaKind {
  if (imageEnding(bytes) !== undefined) return { kind: "image" };
  const head = headOf(bytes);
  const [what] = SHOWN.find(([, magic]) => magic.test(head)) ?? [];
  if (what !== undefined) return { kind: "shown", what };
  if (PICTURES.test(name)) return { kind: "shown", what: "damaged or no image" };
  return ENDINGS.test(name)
    ? { kind: "shown", what: `.${name.slice(name.lastIndexOf(".") + 1)} data` }
    : { kind: "other" };
}

/** How the name of a picture with these bytes ends, without the dot; `undefined` where they are none that is known. */
export function imageEnding(bytes: Uint8Array): string | undefined {
  const head = headOf(bytes);
  return IMAGES.find(([, magic]) => magic.test(head))?.[0];
}

function headOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, HEAD)).toString("latin1");
}
