import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { CliError, oneLine } from "./errors.ts";
import { nearest } from "./nearest.ts";

/** What a person may set once for all. */
export interface Setting {
  readonly name: string;
  /** Variable that overrides the file. */
  readonly variable: string;
  readonly about: string;
  readonly wanted: string;
  readonly fits: (text: string) => boolean;
}

const number = (least: number, most: number) => (text: string) =>
  text.trim() !== "" && Number(text) >= least && Number(text) <= most;
const oneOf =
  (...words: readonly string[]) =>
  (text: string) =>
    words.includes(text);

const images = ["kitty", "sixel", "truecolor", "256", "words"] as const;
const rungs = ["text", "scores", "edges", "mosaic", "greyscale", "colour"] as const;

/** All settings: a flag overrides the variable, the variable the file. */
export const personalSettings: readonly Setting[] = [
  {
    ...{ name: "reviewer", variable: "SLUICE_REVIEWER", wanted: "a name" },
    ...{ about: "who judges, votes and answers", fits: (text) => text.trim() !== "" },
  },
  {
    ...{ name: "images", variable: "SLUICE_IMAGES", wanted: images.join(", ") },
    ...{ about: "how pictures are drawn (as the terminal can)", fits: oneOf(...images) },
  },
  {
    ...{ name: "veil", variable: "SLUICE_VEIL", wanted: "a number from 0 to 1" },
    ...{
      about: "captions that score below it stand in clear (0.1 where one only looks)",
      fits: number(0, 1),
    },
  },
  {
    ...{ name: "budget", variable: "SLUICE_BUDGET", wanted: "a number of at least 0" },
    ...{ about: "exposure points in twelve hours (100)", fits: number(0, Number.MAX_VALUE) },
  },
  {
    ...{ name: "hide-after", variable: "SLUICE_HIDE_AFTER", wanted: "a number of seconds" },
    ...{ about: "seconds after which what was shown hides by itself (3)", fits: number(0, 3600) },
  },
  {
    ...{ name: "judge-from", variable: "SLUICE_JUDGE_FROM", wanted: rungs.join(", ") },
    ...{
      about: "the rung that a pair must have been drawn at before a verdict counts (text)",
      fits: oneOf(...rungs),
    },
  },
  {
    ...{ name: "start-rung", variable: "SLUICE_START_RUNG", wanted: rungs.join(", ") },
    ...{
      about: "the rung that a pair under review comes up at, counted as if it was asked for (text)",
      fits: oneOf(...rungs),
    },
  },
  {
    ...{ name: "clip", variable: "SLUICE_CLIP", wanted: "a model's id" },
    ...{
      about: "CLIP model that pictures are found by (clip-vit-base-patch32, once it is pulled)",
      fits: (text) => text.trim() !== "",
    },
  },
  {
    ...{ name: "mouse", variable: "SLUICE_MOUSE", wanted: "on, off" },
    ...{
      about: "whether the wheel moves over lists; what the terminal selects then takes shift (off)",
      fits: oneOf("on", "off"),
    },
  },
  {
    ...{ name: "columns", variable: "SLUICE_COLUMNS", wanted: "names, with commas between them" },
    ...{ about: "columns that stand first in explore", fits: (text) => text.trim() !== "" },
  },
  {
    ...{ name: "keys", variable: "SLUICE_KEYS", wanted: "SCREEN.KEY=OWN, with spaces between them" },
    ...{
      about: "keys of one's own: what KEY does on SCREEN, OWN does too",
      fits: (text) => text.trim() !== "",
    },
  },
];

/** A setting's value, and where it comes from. */
export interface Settled {
  readonly name: string;
  readonly about: string;
  /** Null where nothing says it. */
  readonly value: string | null;
  /** A variable, the file, or `default`. */
  readonly origin: string;
}

/** Where a person's settings lie. */
export function personalFile(env: NodeJS.ProcessEnv): string {
  return join(env["XDG_CONFIG_HOME"] || join(env["HOME"] || homedir(), ".config"), "sluice", "config.yaml");
}

/** What holds now, setting by setting. @throws CliError (exit code 2) with what is wrong, and where */
export async function settledSettings(env: NodeJS.ProcessEnv): Promise<readonly Settled[]> {
  const path = personalFile(env);
  const file = await fileSettings(path);
  return personalSettings.map(({ name, variable, about, wanted, fits }) => {
    const given = env[variable];
    const value = given || (file.get(name) ?? null);
    const origin = value === null ? "default" : given ? variable : path;
    // What the environment says of images is taken for nothing where it is none, as ever.
    if (value !== null && !given && !fits(value))
      throw new CliError(`Cannot use settings "${path}": ${name} wanted ${wanted}, got "${value}"`, {
        exitCode: 2,
      });
    if (given && name !== "images" && !fits(given))
      throw new CliError(`Cannot use ${variable}: wanted ${wanted}, got "${given}"`, { exitCode: 2 });
    return { name, about, value, origin };
  });
}

/** The environment, filled up with what the file says. @throws CliError as {@link settledSettings} */
export async function withPersonal(env: NodeJS.ProcessEnv): Promise<NodeJS.ProcessEnv> {
  if (!existsSync(personalFile(env)) && personalSettings.every(({ variable }) => !env[variable])) return env;
  const settled = await settledSettings(env);
  const filled = settled.flatMap(({ value }, i) =>
    value === null ? [] : [[personalSettings[i]?.variable ?? "", value] as const],
  );
  return { ...env, ...Object.fromEntries(filled) };
}

async function fileSettings(path: string): Promise<ReadonlyMap<string, string>> {
  if (!existsSync(path)) return new Map();
  const refused = (reason: string, cause?: unknown) =>
    new CliError(`Cannot read settings "${path}": ${reason}`, { exitCode: 2, cause });
  const { parsedYaml } = await import("./yaml-text.ts");
  let content: unknown;
  try {
    content = parsedYaml(await readFile(path, "utf8"));
  } catch (cause) {
    throw refused(oneLine(cause), cause);
  }
  if (content === null) return new Map();
  if (typeof content !== "object" || Array.isArray(content))
    throw refused(`wanted one setting a line, as ${personalSettings[0]?.name}: ann`);
  const names = personalSettings.map(({ name }) => name);
  return new Map(
    Object.entries(content).map(([name, value]) => {
      if (!names.includes(name)) {
        const [near] = nearest(name, names);
        throw refused(
          `${name} is no setting; ${near === undefined ? `wanted one of ${names.join(", ")}` : `did you mean ${near}?`}`,
        );
      }
      return [
        name,
        name === "keys" ? keysText(value) : Array.isArray(value) ? value.join(",") : String(value),
      ];
    }),
  );
}

/** Keys as they are written below their screens, or one after the other, as a variable has them. */
function keysText(value: unknown): string {
  if (Array.isArray(value)) return value.join(" ");
  if (value === null || typeof value !== "object") return String(value);
  return Object.entries(value)
    .flatMap(([screen, given]) =>
      given !== null && typeof given === "object"
        ? Object.entries(given).map(([key, own]) => `${screen}.${key}=${own}`)
        : [`${screen}=${given}`],
    )
    .join(" ");
}
