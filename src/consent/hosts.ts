import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { robotsRule } from "../fetch/robots.ts";
import { oneLine } from "../process/errors.ts";
import type { Said } from "./said.ts";

/** Programs that gather pictures or texts for training, by the names that they ask robots.txt under. */
export const AGENTS = [
  "img2dataset",
  "CCBot",
  "GPTBot",
  "Google-Extended",
  "ClaudeBot",
  "anthropic-ai",
  "Bytespider",
  "Applebot-Extended",
  "Meta-ExternalAgent",
] as const;

/** What hosts say of an address, as a folder of their files keeps it. */
export interface HostFiles {
  said(url: URL): Promise<readonly Said[]>;
  /** Files that nobody can parse, a line each. */
  readonly troubles: () => readonly string[];
}

/** Parts of a pattern that are read. */
const WILDCARDS = 8;
const HOST = /^[\p{L}\p{N}_-]+(?:\.[\p{L}\p{N}_-]+)*$/u;

/**
 * Opens a folder as `wget -x` lays one out: `HOST/robots.txt`, `HOST/ai.txt`, `HOST/.well-known/tdmrep.json`. A host
 * without a file says nothing by it; one whose file cannot be read is named, and the others count.
 */
export function hostFiles(folder: string): HostFiles {
  const troubles = new Map<string, string>();
  const read = async (host: string, file: string): Promise<string | null> => {
    if (!HOST.test(host)) return null;
    const path = join(folder, host, file);
    return readFile(path, "utf8").catch((cause: NodeJS.ErrnoException) => {
      if (cause.code !== "ENOENT" && cause.code !== "ENOTDIR") troubles.set(path, oneLine(cause));
      return null;
    });
  };
  const ask = (file: string, tidy: (text: string) => string) => async (url: URL) => {
    const text = await read(url.hostname, file);
    if (text !== null && !isRules(text)) {
      troubles.set(join(folder, url.hostname, file), "it has no line of rules");
      return "none" as const;
    }
    return text === null ? ("none" as const) : { text: tidy(text) };
  };
  const rules = (file: string, tidy = (text: string) => text) =>
    AGENTS.map((agent) => robotsRule(agent, ask(file, tidy)));
  const robots = rules("robots.txt");
  const ai = rules("ai.txt", rooted);
  const mining = new Map<string, Promise<readonly RegExp[]>>();
  const reserved = async (host: string): Promise<readonly RegExp[]> => {
    const file = join(".well-known", "tdmrep.json");
    const text = await read(host, file);
    if (text === null) return [];
    try {
      return reservedPlaces(JSON.parse(text));
    } catch (cause) {
      troubles.set(join(folder, host, file), oneLine(cause));
      return [];
    }
  };
  const forbids = async (all: typeof robots, url: URL) => {
    for (const rule of all) if ((await rule(url)).verdict === "forbidden") return true;
    return false;
  };
  return {
    async said(url) {
      const found: Said[] = [];
      if (await forbids(robots, url)) found.push({ level: "denied", by: "robots.txt" });
      if (await forbids(ai, url)) found.push({ level: "denied", by: "ai.txt" });
      const places = mining.get(url.hostname) ?? reserved(url.hostname);
      mining.set(url.hostname, places);
      if ((await places).some((place) => place.test(url.pathname)))
        found.push({ level: "reserved", by: "tdmrep.json" });
      return found;
    },
    troubles: () => [...troubles].map(([path, why]) => `cannot read ${path}: ${why}; it says nothing here`),
  };
}

/** Whether a text has a rule, or nothing but remarks: an empty file allows all. */
function isRules(text: string): boolean {
  const lines = text.split(/\r\n|\r|\n/u).filter((line) => !/^\uFEFF?\s*(?:#|$)/u.test(line));
  return (
    lines.length === 0 ||
    lines.some((line) => /^\uFEFF?\s*(?:user-agent|allow|disallow|sitemap)\s*:/iu.test(line))
  );
}

/** Patterns of ai.txt may begin without the slash that robots.txt wants: `Disallow: *.jpg`. */
function rooted(text: string): string {
  return text.replace(/^(\s*(?:dis)?allow\s*:\s*)(?=[^\s/#])/gimu, "$1/");
}

/** Places that a `tdmrep.json` reserves: a list of `location` patterns, each with its `tdm-reservation`. */
function reservedPlaces(value: unknown): readonly RegExp[] {
  if (!Array.isArray(value)) throw new Error("wanted a list of locations");
  return value.flatMap((one: unknown) => {
    const { location, "tdm-reservation": reservation } = one as Record<string, unknown>;
    if (typeof location !== "string" || Number(reservation) !== 1) return [];
    // A pattern of many wildcards would take long: what of it is read reserves more, not less.
    const pattern = location
      .split("*", WILDCARDS)
      .map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/gu, "\\$&"))
      .join("[^]*");
    return [new RegExp(`^${pattern}`, "u")];
  });
}
