import { leadsOut } from "../leads-out.ts";

/** Where a member belongs, by its name. */
export interface Place {
  /** The path up to the first dot of its last part: webdataset's key. Empty when it is not for a pair. */
  readonly stem: string;
  readonly ending: string;
  /** Whether the name leads out of the archive; the stem is then what is left without that. */
  readonly hostile: boolean;
}

/** Parts a member's name. */
export function placeOf(name: string): Place {
  const hostile = leadsOut(name);
  // Windows parts folders by backslashes.
  const parts = (hostile ? name.replace(/^[a-z]:/i, "") : name)
    .split(/[\\/]+/)
    .filter((part) => part !== "" && part !== "." && part !== "..");
  const last = parts.pop() ?? "";
  const dot = last.indexOf(".");
  if (dot <= 0) return { stem: "", ending: last.slice(last.lastIndexOf(".") + 1).toLowerCase(), hostile };
  return {
    stem: [...parts, last.slice(0, dot)].join("/"),
    ending: last.slice(dot + 1).toLowerCase(),
    hostile,
  };
}
