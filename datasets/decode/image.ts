/** What decoding found out about an image; `decodable: false` carries only what the bytes themselves say. */
export interface DecodedFacts {
  readonly bytes: number;
  readonly decodable: boolean;
  /** Pixels, after EXIF orientation. */
  readonly width?: number;
  readonly height?: number;
  /** `jpeg`, `png`, `webp`, `gif`, `avif`, `heif` or `tiff`, as the bytes say, not the file name. */
  readonly format?: string;
  readonly animated?: boolean;
  /** How many pictures it holds: of an animation, a TIFF of many pages or an AVIF of several images. */
  readonly frames?: number;
  /** Whether EXIF holds a latitude and a longitude. */
  readonly exifGps?: boolean;
}

/** 8-bit sRGB, 3 bytes per pixel, row by row. */
export interface DecodedPixels {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
}

export interface DecodedImage {
  readonly facts: DecodedFacts;
  /** Absent when it cannot be decoded. */
  readonly pixels?: DecodedPixels;
  /** Why it cannot be decoded, in one line. */
  readonly error?: string;
}

/** A frame, as a viewer shows it; pages of a TIFF may have sizes of their own. */
export interface DecodedFrame {
  /** Its place among `facts.frames`, from 0. */
  readonly index: number;
  readonly pixels?: DecodedPixels;
  /** Why it cannot be decoded, in one line, though the first one could. */
  readonly error?: string;
}

/** An image and every frame of it that is looked at; its `pixels` are the first frame's. */
export interface DecodedFrames extends DecodedImage {
  /** How many frames nobody looks at. */
  readonly framesSkipped: number;
  /** Decodes the frames after the first that are looked at, in order, one after another; none of a refused image. */
  further(): AsyncGenerator<DecodedFrame>;
}

export interface DecodeOptions {
  /** Larger images are refused before they are decoded. Default 100 megapixels. */
  readonly maxPixels?: number;
  /** Aborts with its reason, which is thrown, before the next image or frame. */
  readonly signal?: AbortSignal;
}
