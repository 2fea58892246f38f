import { readFileSync } from "node:fs";
import { type Locked, withoutDigest } from "../../support/lock-file.ts";
import { type Attempt, Foiled } from "../attempt.ts";

export const attempt: Attempt = {
  what: "a native package stands in the lock file without a digest, so that any bytes are installed for it",
  fault: 11,
  check: {
    rule: "no-digest",
    file: "test/support/lock-file.ts",
    on: "return /^sha512-[A-Za-z0-9+/]{86}==$/u.test(integrity);",
    off: 'return typeof integrity === "string";',
  },
  async run() {
    const { packages }: { packages: Locked } = JSON.parse(readFileSync("package-lock.json", "utf8"));
    const native = Object.keys(packages).find((path) => path.includes("@duckdb/node-bindings-"));
    if (native === undefined) throw new Error("wanted a native package in package-lock.json");
    if (withoutDigest({ ...packages, [native]: {} }).includes(native)) throw new Foiled("no-digest");
  },
};
