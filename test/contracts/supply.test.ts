import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { makeNotice, noticePath } from "../../docs/make-notice.ts";
import { type Component, licenceOf, makeSbom, readSbom } from "../../docs/make-sbom.ts";
import { root } from "../support/cli.ts";
import { allowedBy } from "../support/spdx.ts";

/** Licences that what Sluice is made of, built and tested with may have; another needs a person's decision. */
const ALLOWED: ReadonlySet<string> = new Set([
  ...[
    "0BSD",
    "Apache-2.0",
    "BlueOak-1.0.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "CC0-1.0",
    "ISC",
    "MIT",
    "Unlicense",
  ],
  // Libraries that stand as files of their own and can be exchanged: libvips behind sharp; lightningcss in tests.
  ...["LGPL-3.0-or-later", "MPL-2.0"],
  // Pictures, word lists and the list of SPDX exceptions, credited in their notices; the pictures of OpenMoji keep theirs.
  ...["CC-BY-3.0", "CC-BY-4.0", "CC-BY-SA-4.0"],
  "Bitstream-Vera",
]);

/** Packages whose package.json states no licence in SPDX's form, and what their LICENSE file is. */
const READ: Readonly<Record<string, string>> = {
  "node_modules/jstat@1.9.6": "MIT",
  // A font that tests draw words with.
  "node_modules/dejavu-fonts-ttf@2.37.3": "Bitstream-Vera",
};

interface Entry {
  readonly version: string;
  readonly license?: string;
}

/** What of a part tells whether it is another one. */
const parts = (components: readonly Component[]) =>
  components.map((one) => [one["bom-ref"], licenceOf(one), JSON.stringify(one.hashes ?? one.properties)]);

describe("the bill of materials", () => {
  const sbom = readSbom();

  it("is of the lock file, the models and the word lists as they stand; npm run sbom makes it anew", () => {
    const made = makeSbom();
    expect(parts(sbom.components)).toEqual(parts(made.components));
    expect(sbom.dependencies).toEqual(made.dependencies);
  });

  it("names everything that Sluice runs with, by digest", () => {
    const { dependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
      dependencies: Readonly<Record<string, string>>;
    };
    const found = new Map(sbom.components.map((one) => [`${one.name}@${one.version}`, one]));
    for (const [name, version] of Object.entries(dependencies))
      expect(found.get(`${name}@${version}`)?.hashes?.[0]?.alg, name).toBe("SHA-512");
    expect(found.has("vitest@4.1.12")).toBe(false);
  });

  it("is what NOTICE says; npm run notice makes it anew", () => {
    expect(readFileSync(noticePath, "utf8")).toBe(makeNotice(sbom));
  });
});

describe("the licences", () => {
  it.each([".", "bench", "datasets/illustrations"])(
    "of every package in the lock file of %s are allowed",
    (folder) => {
      const lock = JSON.parse(readFileSync(join(root, folder, "package-lock.json"), "utf8")) as {
        packages: Readonly<Record<string, Entry>>;
      };
      const refused = Object.entries(lock.packages)
        .filter(([path]) => path !== "")
        .map(([path, { version, license }]) => ({ path, license: READ[`${path}@${version}`] ?? license }))
        .filter(({ license }) => license === undefined || !allowedBy(license, ALLOWED));
      expect(refused).toEqual([]);
    },
  );

  it("of every part of the bill of materials are allowed", () => {
    const refused = readSbom().components.filter((one) => !allowedBy(licenceOf(one) ?? "none", ALLOWED));
    expect(refused.map((one) => one["bom-ref"])).toEqual([]);
  });

  it("that nobody allowed fail, and so does none", () => {
    for (const licence of [
      "GPL-3.0-only",
      "UNLICENSED",
      "MIT AND AGPL-3.0-only",
      "(SSPL-1.0 OR BUSL-1.1)",
      "none",
    ])
      expect(allowedBy(licence, ALLOWED), licence).toBe(false);
    for (const licence of [
      "(MIT OR GPL-2.0-only)",
      "MIT AND (AGPL-3.0-only OR ISC)",
      "MIT OR GPL-2.0-only AND ISC",
    ])
      expect(allowedBy(licence, ALLOWED), licence).toBe(true);
    for (const broken of ["", "MIT OR", "(MIT", "MIT ISC"])
      expect(() => allowedBy(broken, ALLOWED)).toThrow("wanted an SPDX expression");
  });
});
