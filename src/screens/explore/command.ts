import { count } from "../../process/figures.ts";
import { printable } from "../../process/printable.ts";
import { shellWord } from "../../process/shell-word.ts";
import type { Lens } from "../../run/questions/lens.ts";
import { whereSql } from "../../run/questions/rows.ts";
import type { Step } from "./state.ts";

/** Pairs that a command line names one by one; of more, a view that is saved first does. */
const NAMED = 10;

/** The crumb of pairs that were found by words. */
const FOUND = /^~ (pictures: )?(.*)$/su;

/** The crumb of a view's pairs, with the text that the view has. */
const VIEW = /^view ([\p{L}\p{N}][\p{L}\p{N}._-]*)(?: \/(.*))?$/su;

/** What led to the pairs of a lens, and what is filtered by, as people read it. */
export function lensWords({ lens, crumbs }: Step): readonly string[] {
  const led = crumbs.length === 0 && lens.where !== null ? [lens.where] : crumbs;
  const own = (all: string, name: string, text?: string) =>
    text === undefined ? all : `view ${name}${text === lens.text ? "" : ` less /${text}`}`;
  return [
    ...(lens.keys ? [`selection of ${count(lens.keys.length)}`] : []),
    ...(led.length === 0
      ? []
      : [`where ${led.map((crumb) => printable(crumb.replace(VIEW, own))).join(" › ")}`]),
    ...(lens.text === "" ? [] : [`/${lens.text}`]),
  ];
}

/**
 * What lists the same pairs on the command line.
 * @param crumb the last step that led to them
 * @param policy by which a whole run is decided
 */
export function exploreCommand(
  folder: string,
  lens: Lens,
  crumb: string | undefined,
  policy: string,
): string {
  const { where, text, keys = null, ranked = false } = lens;
  const run = `sluice explore ${shellWord(folder)}`;
  const [, view, own = ""] = VIEW.exec(crumb ?? "") ?? [];
  if (view !== undefined && text === own) return `${run} --view ${view}`;
  if (keys === null && where === null && text.trim() === "")
    return `sluice decide ${shellWord(folder)} --policy ${shellWord(policy)}`;
  if (keys === null && text.trim() === "") return `${run} --where ${quoted(where ?? "true")}`;
  const [, pictures, like] = (ranked && where === null && text === "" && FOUND.exec(crumb ?? "")) || [];
  if (like !== undefined) return `${run} --like ${quoted(like)}${pictures ? " --over images" : ""}`;
  if (keys !== null && keys.length > NAMED) return `${run} --view NAME --keys  (:save NAME first)`;
  return `${run} --where ${quoted(oneLined(whereSql(lens)))}`;
}

function quoted(text: string): string {
  return `"${text.replace(/["\\$`]/gu, "\\$&")}"`;
}

/** A predicate ends with a line break, lest a comment at its end take the rest along; without one it needs none. */
function oneLined(sql: string): string {
  return sql.includes("--") ? sql : sql.replaceAll("\n)", ")");
}
