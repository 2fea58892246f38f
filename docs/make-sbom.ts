/** Writes `sbom.cdx.json`: what Sluice is made of while it runs, as CycloneDX: packages, models, word lists, pictures. */
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { wordLists } from "../filters/words/word-list.ts";
import { modelIds, readManifest } from "../models/registry.ts";

const root = join(import.meta.dirname, "..");

export const sbomPath = join(root, "sbom.cdx.json");

/** A part, as CycloneDX 1.5 writes it. */
export interface Component {
  readonly "bom-ref": string;
  readonly type: string;
  readonly name: string;
  readonly version: string;
  readonly licenses?: readonly {
    readonly license?: { readonly id?: string; readonly name?: string };
    readonly expression?: string;
  }[];
  readonly hashes?: readonly { readonly alg: string; readonly content: string }[];
  readonly copyright?: string;
  readonly properties?: readonly { readonly name: string; readonly value: string }[];
  readonly [field: string]: unknown;
}

/** A bill of materials. */
export interface Sbom {
  readonly metadata: { readonly component: Component; readonly [field: string]: unknown };
  readonly components: readonly Component[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn?: readonly string[] }[];
  readonly [field: string]: unknown;
}

/** Licences of packages whose package.json states none in today's form: each read in the package's own LICENSE. */
const READ_IN_PACKAGE: Readonly<Record<string, string>> = { "jstat@1.9.6": "MIT" };

/**
 * The bill of materials, made anew: npm's own of the lock file, less what only builds and tests need, and the data
 * that ships. It tells the time and the maker's number nowhere, so that the same parts give the same file.
 */
export function makeSbom(): Sbom {
  const words = ["sbom", "--sbom-format", "cyclonedx", "--package-lock-only"];
  const npm = JSON.parse(
    execFileSync("npm", words, { cwd: root, encoding: "utf8", maxBuffer: 2 ** 26 }),
  ) as Sbom & { readonly serialNumber?: string };
  const { serialNumber: _, metadata, components, dependencies, ...rest } = npm;
  const used = components.filter((one) => !isDevelopment(one)).map(withLicence);
  const refs = new Set([metadata.component["bom-ref"], ...used.map((one) => one["bom-ref"])]);
  return {
    ...rest,
    metadata: { component: { ...metadata.component, name: "sluice" } },
    components: [...used, ...models(), ...lists()],
    dependencies: dependencies
      .filter(({ ref }) => refs.has(ref))
      .map(({ ref, dependsOn = [] }) => ({ ref, dependsOn: dependsOn.filter((on) => refs.has(on)) })),
  };
}

function isDevelopment({ properties = [] }: Component): boolean {
  return properties.some(({ name, value }) => name === "cdx:npm:package:development" && value === "true");
}

function withLicence(component: Component): Component {
  const read = READ_IN_PACKAGE[component["bom-ref"]];
  if (read === undefined || (component.licenses ?? []).length > 0) return component;
  return { ...component, licenses: [{ license: { id: read } }] };
}

/** Networks: those that ship, and those that are pulled, which are no part before. */
function models(): readonly Component[] {
  return modelIds.map((id) => {
    const { title, license, source, hub, files } = readManifest(id);
    return {
      "bom-ref": `model:${id}`,
      type: "machine-learning-model",
      name: id,
      version: hub?.revision ?? "0.1.0",
      scope: hub === undefined ? "required" : "optional",
      description: title,
      licenses: [{ license: { id: license } }],
      properties: [
        { name: "sluice:source", value: source },
        ...files.flatMap(({ path, sha256 }) =>
          sha256 === undefined ? [] : [{ name: `sluice:sha256:${path}`, value: sha256 }],
        ),
      ],
    };
  });
}

function lists(): readonly Component[] {
  return Object.values(wordLists).map(({ id, title, source, license, copyright, sha256 }) => ({
    "bom-ref": `words:${id}`,
    type: "data",
    name: id,
    version: source.slice(source.lastIndexOf("@") + 1),
    scope: "required",
    description: title,
    hashes: [{ alg: "SHA-256", content: sha256 }],
    licenses: [{ license: { id: license } }],
    copyright,
    properties: [{ name: "sluice:source", value: source }],
  }));
}

/** The licence of a part as an SPDX expression; null where none is stated. */
export function licenceOf({ licenses = [] }: Component): string | null {
  const stated = licenses.map(({ expression, license }) => expression ?? license?.id ?? license?.name ?? "");
  return stated.length === 0 || stated.includes("") ? null : stated.join(" AND ");
}

/** As the file is written. */
export function sbomText(sbom: Sbom): string {
  return `${JSON.stringify(sbom, null, 1)}\n`;
}

/** The bill of materials as it is committed. */
export function readSbom(): Sbom {
  return JSON.parse(readFileSync(sbomPath, "utf8")) as Sbom;
}

if (process.argv[1] === import.meta.filename) writeFileSync(sbomPath, sbomText(makeSbom()));
