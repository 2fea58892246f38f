/** What somebody says of taking a picture for training: a refusal, or rights or conditions that are reserved. */
export interface Said {
  readonly level: "denied" | "reserved";
  /** What says so, such as `robots.txt` or `image: DMI-PROHIBITED`. */
  readonly by: string;
}

/** What all that was said comes to; that nobody said anything is no consent. */
export type Consent = Said["level"] | "unknown";

/** The strictest of what was said. */
export function consentOf(said: readonly Said[]): Consent {
  if (said.some(({ level }) => level === "denied")) return "denied";
  return said.length > 0 ? "reserved" : "unknown";
}
