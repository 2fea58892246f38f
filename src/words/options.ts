import { InvalidArgumentError, Option } from "commander";
import { deviceWishes } from "../../models/choices.ts";

/** Parses a flag's whole number of at least `least`. */
export function wholeNumber(least: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/u.test(text) || value < least || !Number.isSafeInteger(value))
      throw new InvalidArgumentError(`wanted a whole number of at least ${least}, got "${text}"`);
    return value;
  };
}

/** Parses a flag's number. */
export function finiteNumber(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !Number.isFinite(value))
    throw new InvalidArgumentError(`wanted a number, got "${text}"`);
  return value;
}

/** Parses a flag's number from 0 to 1. */
export function score(text: string): number {
  const value = finiteNumber(text);
  if (value < 0 || value > 1) throw new InvalidArgumentError(`wanted a score from 0 to 1, got "${text}"`);
  return value;
}

/** Parses `a,b,c`. */
export function list(text: string): readonly string[] {
  const items = text
    .split(",")
    .map((item) => item.trim())
    .filter(Boolean);
  if (items.length === 0) throw new InvalidArgumentError("wanted names separated by commas");
  return items;
}

/** Parses one of a few words. */
export function oneOf<const T extends string>(...words: readonly T[]): (text: string) => T {
  return (text) => {
    const word = words.find((known) => known === text);
    if (word === undefined)
      throw new InvalidArgumentError(`wanted one of ${words.join(", ")}, got "${text}"`);
    return word;
  };
}

/** `--hashes FILE`, for every command that scores pairs. */
export function hashesOption(): Option {
  return new Option(
    "--hashes <file...>",
    "lists of known harm (MD5, SHA-1, SHA-256, PDQ, URLs, a line each): pairs on them are denied unseen",
  );
}

/** `--custodian KEY`, beside {@link hashesOption}. */
export function custodianOption(): Option {
  return new Option(
    "--custodian <key>",
    "age recipient (age1…), or a file with one, that the list of hits is sealed for, in the run's hits/",
  );
}

/** `--config FILE`, for every command that opens a dataset or takes filters. */
export function configOption(): Option {
  return new Option(
    "--config <file>",
    "filters and formats of your own (default: sluice.config.mjs or .json in this folder, if there)",
  );
}

/** `--map FILE`, for every command that opens a dataset anew. */
export function mapOption(): Option {
  return new Option("--map <file>", "what its fields are, as written by inspect --write-map (YAML or JSON)");
}

/** `--image NAME[,…]`: beside it, the rest of the map is proposed. */
export function imageOption(): Option {
  return new Option("--image <names>", "the fields that are its images, separated by commas").argParser(list);
}

/** `--caption NAME[,…]`. */
export function captionOption(): Option {
  return new Option("--caption <names>", "the fields that are its captions, separated by commas").argParser(
    list,
  );
}

/** `--key NAME`. */
export function keyOption(): Option {
  return new Option("--key <name>", "the field that is its key");
}

/** Parses `auto`, `cuda:1`, `cuda:0,cuda:1`. */
function devices(text: string): string {
  try {
    deviceWishes(text);
    return text;
  } catch (error) {
    throw new InvalidArgumentError(error instanceof Error ? error.message : String(error));
  }
}

/** `--device DEVICE`, for every command that scores. */
export function deviceOption(): Option {
  return new Option("--device <device>", "auto, cuda, webgpu, coreml, dml or cpu; one of several as cuda:1")
    .argParser(devices)
    .default("auto");
}
