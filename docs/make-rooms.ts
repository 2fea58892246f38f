/** Writes the table of the rooms into `src/README.md`, from the list that the import rules are made from. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const source = join(import.meta.dirname, "../src");

/** The rooms of `src/`, from bottom to top. */
export const rooms = JSON.parse(readFileSync(join(source, "rooms.json"), "utf8")) as readonly {
  readonly room: string;
  readonly duty: string;
}[];

/** A row per room, from bottom to top. */
export function roomsTable(): string {
  const rows = rooms.map(({ room, duty }) => `| \`${room}/\` | ${duty} |`);
  return ["| Room | Its one duty |", "| --- | --- |", ...rows].join("\n");
}

if (process.argv[1] === import.meta.filename) {
  const path = join(source, "README.md");
  const text = readFileSync(path, "utf8");
  writeFileSync(path, text.replace(/\| Room \|[\s\S]*?\n(?!\|)/u, `${roomsTable()}\n`));
}
