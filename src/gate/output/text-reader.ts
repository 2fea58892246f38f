import type { Pixels } from "../../../models/index.ts";

/** Reads the words in a picture. */
export interface TextReader {
  readonly id: string;
  readonly sha256: string;
  read(pixels: Pixels): Promise<string>;
  close(): Promise<void>;
}
