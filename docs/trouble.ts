import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Where a case happens. */
export interface Place {
  /** A run of the built-in sample, with the filters that need no model; the case may spoil it. */
  readonly run: string;
  /** An empty folder. */
  readonly dir: string;
}

/** One trouble that one command meets, and how it ends. */
export interface Trouble {
  readonly trouble: string;
  /** The words after `sluice`; `RUN` and `DIR` stand for the folders of {@link Place}. */
  readonly words: readonly string[];
  readonly make?: (place: Place) => void;
  /** A command that comes first, and succeeds. */
  readonly after?: readonly string[];
  readonly exit: 0 | 1 | 2 | 3 | 4 | 5 | 6;
  /** A line that it prints, `…` for what varies; on stderr where the command refuses, else on stdout. */
  readonly says: string;
  /** A field of `--json`'s document and its value, where the command comes so far. */
  readonly json?: readonly [path: string, value: unknown];
}

/** A policy of one rule, as YAML. */
const rules = (when: string) =>
  JSON.stringify({
    name: "mine",
    version: 1,
    description: "d",
    rules: [{ id: "bad", reason: "r", when, action: "drop" }],
  });

/** A released picture whose test certificate nobody trusts. */
export const released = "test/fixtures/provenance/whole.jpg";

/** What a picture's provenance is; of a broken one a byte is changed. */
export function picture(trouble: string, file: string, exit: Trouble["exit"], verdict: string): Trouble {
  const make = (to: string) => {
    const bytes = readFileSync(file);
    if (verdict === "broken") bytes[bytes.length - 200] = 255 - (bytes[bytes.length - 200] ?? 0);
    writeFileSync(to, bytes);
  };
  return {
    trouble,
    words: ["provenance", "DIR/picture"],
    make: ({ dir }) => make(join(dir, "picture")),
    exit,
    says: `DIR/picture: ${verdict} (…)`,
    json: ["verdict", verdict],
  };
}

/** A policy of one rule that cannot be applied, and why. */
export function ruled(trouble: string, when: string, why: string): Trouble {
  return {
    trouble,
    words: ["decide", "RUN", "--policy", "DIR/mine.yaml"],
    make: ({ dir }) => writeFileSync(join(dir, "mine.yaml"), rules(when)),
    exit: 2,
    says: `sluice: Cannot apply policy "mine": rule "bad": ${why}`,
  };
}
