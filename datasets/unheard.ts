import type { WishAnswer } from "./format.ts";
import { entryFor, type PlaceWish } from "./map-wish.ts";
import { quoted } from "./one-line.ts";

/** How a file of a format answers what is wished of a place. */
export interface PlaceAnswer extends WishAnswer {
  readonly format: string;
}

/** Fields and files that are named. */
const FIELDS = 20;
const FILES = 5;

/**
 * Says which files lack a field that is wished of a whole place; they are read as if nobody had said a word.
 * @throws Error with one line, of a field that none of the files has, or that one lacks of which it is said by name
 */
export function unheard(wish: PlaceWish, answers: readonly PlaceAnswer[]): readonly string[] {
  const names = new Set(answers.flatMap(({ lacks }) => lacks));
  return [...names].flatMap((name) => {
    const having = answers.filter(({ has }) => has.includes(name));
    const lacking = answers.filter(({ lacks }) => lacks.includes(name));
    const meant = lacking.find(({ format, file }) => entryFor(wish, format, file)?.files !== undefined);
    const first = meant ?? lacking.find(({ isRead }) => isRead) ?? lacking[0];
    if (first && (meant || having.length === 0)) throw refused(name, first);
    const read = lacking.filter(({ isRead }) => isRead).map(({ file }) => file);
    if (read.length === 0) return [];
    const files = `${read.slice(0, FILES).join(", ")}${read.length > FILES ? ", …" : ""}`;
    return [
      `Cannot use the field "${shown(name)}" of the map everywhere: ${having.length} of ${having.length + read.length} files have it, not ${files}; those are read as proposed`,
    ];
  });
}

function refused(name: string, { file, fields }: WishAnswer): Error {
  const got = fields.length === 0 ? "none" : fields.slice(0, FIELDS).map(shown).join(", ");
  return new Error(`Cannot use map of "${file}": wanted the field "${shown(name)}", got ${got}`);
}

/** A name as it is, on one line. */
function shown(name: string): string {
  return quoted(name).slice(1, -1);
}
