import robotsParser from "robots-parser";

interface Rules {
  isAllowed(url: string, agent: string): boolean | undefined;
  getCrawlDelay(agent: string): number | undefined;
}

/** Its types speak of a default export; it is CommonJS and has none. */
const parse = robotsParser as unknown as (url: string, text: string) => Rules;

/** Origins whose rules are remembered. */
const ORIGINS = 10_000;

/** What robots.txt says of an address. */
export interface RobotsAnswer {
  readonly verdict: "allowed" | "forbidden" | "unreachable";
  /** Milliseconds that its host wants between two requests; 0 where it says nothing. */
  readonly delayMs: number;
}

/**
 * Whether an address may be fetched by its host's robots.txt (RFC 9309): one that is not there allows all, one that
 * cannot be had allows nothing. Each origin is asked once.
 * @param ask fetches it: `none` where the host has none, `unreachable` where it fails
 */
export function robotsRule(
  agent: string,
  ask: (url: URL) => Promise<{ readonly text: string } | "none" | "unreachable">,
): (url: URL) => Promise<RobotsAnswer> {
  const known = new Map<string, Promise<Rules | "none" | "unreachable">>();
  const read = async (origin: string) => {
    const url = new URL("/robots.txt", origin);
    const answer = await ask(url);
    return typeof answer === "string" ? answer : parse(url.href, inShort(answer.text));
  };
  return async (url) => {
    const before = known.get(url.origin) ?? read(url.origin);
    known.delete(url.origin);
    known.set(url.origin, before);
    const [oldest] = known.keys();
    if (known.size > ORIGINS && oldest !== undefined) known.delete(oldest);
    const rules = await before;
    if (typeof rules === "string")
      return { verdict: rules === "none" ? "allowed" : "unreachable", delayMs: 0 };
    const seconds = rules.getCrawlDelay(agent) ?? 0;
    return {
      verdict: rules.isAllowed(url.href, agent) === false ? "forbidden" : "allowed",
      delayMs: seconds > 0 ? 1000 * seconds : 0,
    };
  };
}

/** Wildcards and characters of a rule that are read. */
const WILDCARDS = 8;
const LONGEST = 1024;

/** Rules that would take long to hold against an address: what they forbid is forbidden by what of them is read, and what they allow is not. */
function inShort(text: string): string {
  return text
    .split(/\r\n|\r|\n/u)
    .flatMap((line) => {
      const stars = [...line.matchAll(/\*/gu)][WILDCARDS]?.index;
      if (line.length <= LONGEST && stars === undefined) return [line];
      if (/^\s*allow/iu.test(line)) return [];
      return [line.slice(0, Math.min(stars ?? LONGEST, LONGEST))];
    })
    .join("\n");
}

const CLOSED = new Set(["noai", "noimageai", "noindex", "noimageindex", "none"]);

/** Whether headers say that a picture is not to be taken for this. @param agent what a directive may be meant for alone */
export function isReserved(header: (name: string) => string | undefined, agent: string): boolean {
  if (header("tdm-reservation")?.trim() === "1") return true;
  return (header("x-robots-tag") ?? "").split(",").some((one) => {
    const [directive = "", whom] = one.split(":", 2).reverse();
    const isMeant = whom === undefined || ["*", agent.toLowerCase()].includes(whom.trim().toLowerCase());
    return isMeant && CLOSED.has(directive.trim().toLowerCase());
  });
}
