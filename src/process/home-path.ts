import { homedir } from "node:os";

/** A line in which each word that begins with `~/` stands as a shell would hand it on: from the person's home. */
export function fromHome(line: string): string {
  return line.replace(/(^|\s)~(?=\/)/gu, (_, before: string) => before + homedir());
}
