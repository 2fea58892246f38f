const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const lenient = new TextDecoder("utf-8");

/** Bytes as text. Invalid UTF-8 becomes U+FFFD and is said to be, since a caption with one bad byte is still a caption. */
export function decodeText(bytes: Uint8Array): { readonly text: string; readonly invalid: boolean } {
  const text = lenient.decode(bytes);
  try {
    strict.decode(bytes);
    return { text, invalid: false };
  } catch {
    return { text, invalid: true };
  }
}

/** File name endings that mean a picture. */
const IMAGES = new Set(["jpg", "jpeg", "png", "webp", "gif", "avif", "bmp", "tif", "tiff", "jfif", "heic"]);

/** Whether a file name's last ending means a picture. */
export function isImageName(name: string): boolean {
  return IMAGES.has(name.slice(name.lastIndexOf(".") + 1).toLowerCase());
}

/** A number with leading zeros, for names that sort. */
export function numbered(prefix: string, index: number): string {
  return `${prefix}-${String(index).padStart(5, "0")}`;
}
