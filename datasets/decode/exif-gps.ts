import exifr from "exifr";

/** The tag that points to the GPS directory, in either byte order: parsing is skipped without it. */
const gpsTags = [Buffer.from([0x88, 0x25]), Buffer.from([0x25, 0x88])];
const exifHeader = "Exif\0\0";

/** Whether EXIF holds a latitude and a longitude. */
export async function hasGps(exif: Buffer | undefined): Promise<boolean> {
  if (exif === undefined || !gpsTags.some((tag) => exif.includes(tag))) return false;
  const tiff = exif.toString("latin1", 0, 6) === exifHeader ? exif.subarray(6) : exif;
  try {
    const gps = await exifr.gps(tiff);
    return Number.isFinite(gps?.latitude) && Number.isFinite(gps?.longitude);
  } catch {
    return false;
  }
}

/** libvips passes over EXIF that a PNG holds behind its pixels, where it may stand: https://www.w3.org/TR/png-3/#eXIf */
export function lateExif(bytes: Uint8Array): Buffer | undefined {
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const at = all.lastIndexOf("eXIf");
  return at < 4 ? undefined : all.subarray(at + 4, at + 4 + all.readUInt32BE(at - 4));
}
