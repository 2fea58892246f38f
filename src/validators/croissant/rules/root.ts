import { fault, type Remark, reference, warning } from "../../finding.ts";
import { shown } from "../../json-path.ts";
import { iriOf } from "../context.ts";
import { conformsTo } from "../document.ts";
import type { CroissantDocument } from "../node.ts";
import type { Rule } from "../rule.ts";
import { raiIri, versionIri, versions } from "../vocabulary.ts";

const known = new Set([...versions.map(versionIri), raiIri]);

/** What the document says it is. */
export const root: Rule = {
  id: "root",
  about: "the root is a schema.org Dataset and names a known version of Croissant",
  check: (document) => [...type(document), ...claims(document)],
};

function type({ raw, context, root: { types } }: CroissantDocument): readonly Remark[] {
  const place = { path: '$["@type"]' };
  if (!types.includes("sc:Dataset"))
    return [fault(place, `wanted sc:Dataset, got ${shown(raw["@type"])}`, 'write "@type": "sc:Dataset"')];
  const iris = [raw["@type"]].flat().map((one) => iriOf(context, String(one)));
  return iris.includes("https://schema.org/Dataset")
    ? []
    : [
        reference(
          place,
          "The current JSON-LD doesn't extend https://schema.org/Dataset: it knows schema.org by https alone",
          'declare "sc" and "@vocab" as https://schema.org/',
        ),
      ];
}

function claims({ root: { props } }: CroissantDocument): readonly Remark[] {
  const place = { path: "$.conformsTo" };
  const iris = conformsTo(props["conformsTo"]);
  const fix = `write "conformsTo": "${versionIri("1.1")}"`;
  if (iris.length === 0)
    return [
      fault(place, '"conformsTo" is missing', fix),
      reference(place, "no version is named, so it reads the document as 0.8, and every cr: type fails", fix),
    ];
  const unknown = iris
    .filter((iri) => iri.includes("mlcommons.org/croissant") && !known.has(iri))
    .map((iri) => fault(place, `"${iri}" is no version of Croissant that exists`, fix));
  const version = iris.some((iri) => versions.map(versionIri).includes(iri));
  const none =
    version || unknown.length > 0 ? [] : [fault(place, `no version of Croissant in ${shown(iris)}`, fix)];
  const rai = Object.keys(props).some((key) => key.startsWith("rai:"));
  const unsaid =
    rai && !iris.includes(raiIri)
      ? [
          warning(
            place,
            "rai: properties are used, and RAI 1.0 is not named",
            `add "${raiIri}" to conformsTo`,
          ),
        ]
      : [];
  return [...unknown, ...none, ...unsaid];
}
