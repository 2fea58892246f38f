import { fault, type Remark, warning } from "../../finding.ts";
import { child } from "../../json-path.ts";
import type { CroissantDocument, CroissantNode } from "../node.ts";
import type { Rule } from "../rule.ts";
import { since11 } from "../vocabulary.ts";

/** Lists of values, and other things that differ between 1.0 and 1.1. */
export const arrays: Rule = {
  id: "arrays",
  about: "arrays are declared, and a document uses what its version has",
  check: (document) => document.nodes.flatMap((node) => [...array(node), ...era(document, node)]),
};

function array({ kind, props, path, id }: CroissantNode): readonly Remark[] {
  if (kind !== "Field") return [];
  const is = props["isArray"] === true || String(props["isArray"]).toLowerCase() === "true";
  if ("arrayShape" in props && !is)
    return [
      fault(
        { path: child(path, "arrayShape"), id },
        "an arrayShape on a field that is no array",
        'add "isArray": true',
      ),
    ];
  return is && !("arrayShape" in props)
    ? [
        warning(
          { path: child(path, "isArray"), id },
          "an array without a shape",
          'add "arrayShape": "-1" for a list of any length',
        ),
      ]
    : [];
}

function era(
  { version }: CroissantDocument,
  { kind, props, path, id, keys }: CroissantNode,
): readonly Remark[] {
  if (version === "1.1")
    return kind === "Field" && "repeated" in props
      ? [
          warning(
            { path: child(path, "repeated"), id },
            '"repeated" gave way to arrays in 1.1',
            'write "isArray": true, "arrayShape": "-1"',
          ),
        ]
      : [];
  return keys
    .filter(({ curie }) => curie.startsWith("cr:") && since11.has(curie.slice(3)))
    .map(({ raw }) =>
      warning(
        { path: child(path, raw), id },
        `"${raw}" came with 1.1, and the document claims 1.0`,
        "claim 1.1 in conformsTo, or remove it",
      ),
    );
}
