import { readFile } from "node:fs/promises";
import { CliError, oneLine } from "../process/errors.ts";

/** Which country a host or a domain is of, as a list says. */
export interface CountryList {
  readonly places: ReadonlyMap<string, string>;
  /** Lines that say nothing, by their number from 1. */
  readonly unusable: readonly number[];
}

/** Endings of countries that are sold to the whole world, and say nothing of where. */
const SOLD = new Set(
  "ai cc co fm gg gl io la ly me nu sc sh st to tk tv vc ws ml ga cf gq cx ac ms im is ag as".split(" "),
);

const names = new Intl.DisplayNames(["en"], { type: "region", fallback: "none" });

/**
 * Reads a list of places: a line each, `example.org,DE` or parted by a tab; `#` begins a remark.
 * @throws CliError (exit code 2) where the file cannot be read, or no line says a country
 */
export async function readCountries(path: string): Promise<CountryList> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (cause) {
    throw new CliError(`Cannot read countries "${path}": ${oneLine(cause)}`, { exitCode: 2, cause });
  }
  const places = new Map<string, string>();
  const unusable: number[] = [];
  for (const [i, line] of text
    .replace(/^\uFEFF/u, "")
    .split(/\r?\n/u)
    .entries()) {
    if (/^\s*(?:#|$)/u.test(line)) continue;
    const [place = "", country = ""] = line.split(/[\t,;]/u).map((cell) => cell.trim());
    if (/^[^\s/]+$/u.test(place) && nameOf(country) !== undefined)
      places.set(place.toLowerCase().replace(/^\*?\./u, ""), country.toUpperCase());
    else unusable.push(i + 1);
  }
  if (places.size === 0)
    throw new CliError(
      `Cannot read countries "${path}": no line says one; wanted a host or domain and a two-letter country, such as example.org,DE`,
      { exitCode: 2 },
    );
  return { places, unusable };
}

/** The country of a host: by the list, its longest name first, else by the ending; undefined where neither says one. */
export function countryOf(host: string, { places }: CountryList): string | undefined {
  const labels = host.split(".");
  for (let from = 0; from < labels.length; from++) {
    const country = places.get(labels.slice(from).join("."));
    if (country !== undefined) return `${country} (by list)`;
  }
  const ending = labels.at(-1) ?? "";
  if (labels.length < 2 || SOLD.has(ending)) return undefined;
  const code = ending === "uk" ? "GB" : ending.toUpperCase();
  return nameOf(code) === undefined ? undefined : `${code} (by ending)`;
}

function nameOf(code: string): string | undefined {
  if (!/^[A-Za-z]{2}$/u.test(code)) return undefined;
  const name = names.of(code.toUpperCase());
  // Codes that no country has are named by themselves, or as unknown.
  return name === undefined || /unknown|pseudo/iu.test(name) ? undefined : name;
}
