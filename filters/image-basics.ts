import type { Filter, Sample, ScoreRow } from "./filter.ts";

/** What decoding already knows about an image, as columns. */
export function imageBasics(): Filter {
  return {
    id: "image-basics",
    version: 1,
    needs: "image",
    models: [],
    columns: [
      { name: "width", type: "int32", range: [1, 65_535], meaning: "pixels, after EXIF orientation" },
      { name: "height", type: "int32", range: [1, 65_535], meaning: "pixels, after EXIF orientation" },
      { name: "aspect", type: "float32", range: [0, 65_535], meaning: "width / height" },
      { name: "bytes", type: "int32", range: [0, 2 ** 31 - 1], meaning: "size of the encoded image" },
      { name: "format", type: "utf8", meaning: "encoding as the bytes say, whatever the file is called" },
      { name: "animated", type: "bool", worst: "largest", meaning: "has more than one frame" },
      { name: "decodable", type: "bool", worst: "smallest", meaning: "decodes completely" },
      { name: "exif_gps", type: "bool", worst: "largest", meaning: "carries GPS coordinates in EXIF" },
    ],
    score: async (samples) => samples.map(measure),
    close: async () => {},
  };
}

function measure({ image }: Sample): ScoreRow {
  if (image === undefined) return {};
  const { width, height } = image;
  return {
    width: width ?? null,
    height: height ?? null,
    aspect: width && height ? width / height : null,
    bytes: image.bytes,
    format: image.format ?? null,
    animated: image.animated ?? null,
    decodable: image.decodable,
    exif_gps: image.exifGps ?? null,
  };
}
