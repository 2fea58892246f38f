/** A part of an image file beside its pixels. */
export interface Block {
  /** As it is named behind the image: `comment`, `exif`, `xmp`. */
  readonly name: string;
  readonly kind: "text" | "exif" | "xmp" | "photoshop" | "icc" | "binary" | "image" | "closed";
  readonly data: Buffer;
}

/** A part that nothing can read: packed beyond limits, torn, or pixels without a header. */
export function closed(name: string): Block {
  return { name, kind: "closed", data: Buffer.alloc(0) };
}
