import { open } from "node:fs/promises";
import { basename, join } from "node:path";
import type { Location } from "../format.ts";
import { isDocument } from "../not-read.ts";
import { isImageName } from "../text.ts";

/** The arrays' names stand near the start, captions near the start or the end. */
const HEAD_BYTES = 65_536;

/** The files of a place that hold COCO captions, by their beginnings and ends. */
export async function captionFiles({ root, files, isFolder }: Location): Promise<readonly string[]> {
  const found = [];
  // What lies beside a picture of the same name speaks of that alone.
  const pictures = new Set(files.filter(isImageName).flatMap((file) => [stemOf(file), file]));
  for (const file of files.filter((name) => name.toLowerCase().endsWith(".json"))) {
    if (isFolder && (isDocument(file) || isOtherAnnotation(file) || pictures.has(stemOf(file)))) continue;
    const { head, tail } = await endsOf(join(root, file));
    const saysCaption = /caption/i.test(basename(file)) || /"caption"\s*:/u.test(head + tail);
    if (saysCaption && isCoco(head)) found.push(file);
  }
  return found;
}

/** Whether a file holds COCO's other annotations of the same pictures. */
export function isOtherAnnotation(file: string): boolean {
  return /(?:^|\/)(?:instances|person_keypoints|stuff|panoptic)_[^/]*\.json$/iu.test(file);
}

function stemOf(file: string): string {
  return file.replace(/\.[^./]+$/u, "");
}

/** The first and the last bytes of a file, as text. */
async function endsOf(path: string): Promise<{ readonly head: string; readonly tail: string }> {
  const handle = await open(path);
  try {
    const { size } = await handle.stat();
    const textAt = async (at: number) => {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, at);
      return buffer.toString("utf8", 0, bytesRead);
    };
    return { head: await textAt(0), tail: await textAt(Math.max(0, size - HEAD_BYTES)) };
  } finally {
    await handle.close();
  }
}

/** Whether images and annotations are apart, joined by ids: other lists of the same names hold all in one. */
function isCoco(head: string): boolean {
  const [, image] = /"images"\s*:\s*\[\s*(\{[^{}]*)/u.exec(head) ?? [];
  if (image !== undefined) return /"id"\s*:/u.test(image) && !/"(?:sentences|captions?)"\s*:/u.test(image);
  const [, annotation] = /"annotations"\s*:\s*\[\s*(\{[^{}]*)/u.exec(head) ?? [];
  // A picture's own name or address stands in `images`, where there are any.
  const namesPicture = /"(?:\w*_)?(?:url|image|file_?name|image_path)"\s*:/u;
  return annotation !== undefined && /"image_id"\s*:/u.test(annotation) && !namesPicture.test(annotation);
}
