import { printable } from "./printable.ts";

/** What GFM takes for markup within a line: marks, links, entities, and addresses that it makes links of by itself. */
const MARKUP =
  /[\\`<*~]|\](?=[([])|&(?=#?\w+;)|:(?=\/\/)|@(?=[\w.-]+\.\w)|(?<=\bwww)\.|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/giu;

/** Words of a dataset in which nothing is markup, and no address a link. */
export function plainWords(text: string): string {
  return printable(text.replace(/\s+/gu, " ")).replace(MARKUP, "\\$&");
}
