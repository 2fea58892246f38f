import { linesOf } from "../lines.ts";
import { decodeText } from "../text.ts";
import { byteStream } from "./byte-stream.ts";

/** The first lines of a text that are not empty; fewer where it is torn. Old Macs end them by a bare carriage return. */
export async function firstLines(path: string, most: number): Promise<readonly string[]> {
  const { signal } = new AbortController();
  const found: string[] = [];
  try {
    for await (const { bytes } of linesOf(byteStream(path, signal), signal)) {
      const lines = decodeText(bytes).text.split("\r");
      for (const line of lines) if (line.trim() !== "" && found.length < most) found.push(line);
      if (found.length === most) break;
    }
  } catch {
    // What is torn is reported when it is read.
  }
  return found;
}
