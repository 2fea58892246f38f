/** Writes `NOTICE` from the bill of materials: whose work Sluice is made of, and under which licence. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Component, licenceOf, readSbom, type Sbom } from "./make-sbom.ts";

export const noticePath = join(import.meta.dirname, "..", "NOTICE");

/** The notice, from a bill of materials. */
export function makeNotice({ components }: Sbom): string {
  const of = (type: string) => components.filter((one) => one.type === type);
  return `Sluice
Licensed under the Apache License, Version 2.0 (LICENSE).

This file is made from sbom.cdx.json (npm run notice). Packages are not part of Sluice's own package: npm fetches
them, each with its licence text. Pictures are not listed here: datasets/illustrations/NOTICE.md and
datasets/sample/README.md name each one's maker and licence.

PACKAGES
${byLicence(of("library"))}

MODELS (weights; "pulled" ones are fetched only when somebody asks for them)
${of("machine-learning-model").map(modelLine).join("\n")}

WORD LISTS (filters/words)
${of("data").map(listLine).join("\n")}
`;
}

function byLicence(packages: readonly Component[]): string {
  const groups = new Map<string, string[]>();
  for (const one of packages) {
    const licence = (licenceOf(one) ?? "not stated").replace(/^\((.*)\)$/u, "$1");
    groups.set(licence, [...(groups.get(licence) ?? []), `${one.name} ${one.version}`]);
  }
  return [...groups]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(
      ([licence, names]) =>
        `\n${licence}\n${[...new Set(names)]
          .sort()
          .map((name) => `  ${name}`)
          .join("\n")}`,
    )
    .join("\n");
}

function modelLine(model: Component): string {
  const source = model.properties?.find(({ name }) => name === "sluice:source")?.value ?? "";
  const pulled = model["scope"] === "optional" ? " (pulled)" : "";
  return `  ${model.name}${pulled}: ${licenceOf(model) ?? "not stated"}; ${source}`;
}

function listLine(list: Component): string {
  const source = list.properties?.find(({ name }) => name === "sluice:source")?.value ?? "";
  return `  ${list.name}: ${licenceOf(list) ?? "not stated"}; ${source}; ${list.copyright ?? ""}`;
}

if (process.argv[1] === import.meta.filename) writeFileSync(noticePath, makeNotice(readSbom()));
