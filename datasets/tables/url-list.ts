import { isUrl } from "../mapping/value-kind.ts";
import { PACKED } from "./byte-stream.ts";
import { firstLines } from "./first-lines.ts";

/** What such texts end with. */
export const URL_TEXT = new RegExp(`\\.txt${PACKED}$`, "iu");
/** Parts nothing: an address may hold commas. */
export const NO_DELIMITER = "\0";
/** Lines that say what a text is. */
const LOOKED_AT = 5;

/** Whether a text is of addresses, one a line and nothing else, as img2dataset takes them: by its first lines. */
export async function isUrlList(path: string): Promise<boolean> {
  if (!URL_TEXT.test(path)) return false;
  const lines = await firstLines(path, LOOKED_AT);
  return lines.length > 0 && lines.every(isUrl);
}
