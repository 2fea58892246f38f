import { type Remark, reference } from "../../finding.ts";
import { child } from "../../json-path.ts";
import type { CroissantDocument, CroissantNode } from "../node.ts";
import type { Rule } from "../rule.ts";
import { misreadByReference, raiProperties, readableFormats } from "../vocabulary.ts";

/** What the reference validator (mlcroissant 1.1) would say or lose, although the document is right. */
export const quirks: Rule = {
  id: "quirks",
  about: "what the reference validator misreads",
  check: (document) => [...misread(document), ...recommended(document), ...document.nodes.flatMap(unread)],
};

function misread({ root: { props } }: CroissantDocument): readonly Remark[] {
  const spelling = [...misreadByReference]
    .filter(([wrong, right]) => `rai:${right}` in props && !(`rai:${wrong}` in props))
    .map(([wrong, right]) =>
      reference(
        { path: child("$", `rai:${right}`) },
        `it looks for "rai:${wrong}", and leaves this value unread`,
        `keep this, and repeat the value as "rai:${wrong}" if it must be read`,
      ),
    );
  const plan = props["rai:dataReleaseMaintenancePlan"];
  const first =
    Array.isArray(plan) && plan.length > 1
      ? [
          reference(
            { path: child("$", "rai:dataReleaseMaintenancePlan") },
            "it keeps only the first value of the list",
            "write the plan as one text",
          ),
        ]
      : [];
  const synthetic = Object.keys(props)
    .filter(
      (key) =>
        key.startsWith("rai:") && !raiProperties.has(key.slice(4)) && misreadByReference.has(key.slice(4)),
    )
    .map((key) =>
      reference(
        { path: child("$", key) },
        "it reads this spelling, which no specification has",
        "keep it only beside the right one",
      ),
    );
  return [...spelling, ...first, ...synthetic];
}

function recommended({ root: { props }, raw }: CroissantDocument): readonly Remark[] {
  const missing = ["citeAs", "datePublished", "license", "version"]
    .filter((key) => !(key in props))
    .map((key) =>
      reference({ path: "$" }, `Property "${key}" is recommended, and missing (a warning)`, `add "${key}"`),
    );
  const version = props["version"];
  const semver =
    version === undefined || (typeof version === "string" && /^\d+\.\d+\.\d+([-+].+)?$/u.test(version))
      ? []
      : [
          reference(
            { path: "$.version" },
            "the version does not follow MAJOR.MINOR.PATCH (a warning)",
            'write "1.0.0"',
          ),
        ];
  const context = raw["@context"];
  const undeclared =
    typeof context === "object" &&
    context !== null &&
    !("rai" in context) &&
    Object.keys(props).some((key) => key.startsWith("rai:"))
      ? [
          reference(
            { path: '$["@context"]' },
            "it passes over rai: without a declared prefix",
            'declare "rai"',
          ),
        ]
      : [];
  return [...missing, ...semver, ...undeclared];
}

function unread({ kind, props, path, id }: CroissantNode): readonly Remark[] {
  const excludes =
    kind === "FileSet" && "excludes" in props
      ? [
          reference(
            { path: child(path, "excludes"), id },
            "it does not apply excludes",
            "narrow the includes instead",
          ),
        ]
      : [];
  const format = props["encodingFormat"];
  const closed =
    (kind === "FileObject" || kind === "FileSet") &&
    typeof format === "string" &&
    /^[\w.+-]+\/|^git/u.test(format) &&
    !readableFormats.has(format)
      ? [
          reference(
            { path: child(path, "encodingFormat"), id },
            `it cannot read records from ${format}`,
            "none, where nothing is read from these files",
          ),
        ]
      : [];
  return [...excludes, ...closed];
}
