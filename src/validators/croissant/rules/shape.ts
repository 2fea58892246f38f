import { fault } from "../../finding.ts";
import { shown } from "../../json-path.ts";
import { owner } from "../document.ts";
import type { Rule } from "../rule.ts";
import { checkShape } from "../schema/check.ts";

/** Types, patterns, cardinalities and required properties, by JSON Schema. */
export const shape: Rule = {
  id: "shape",
  about: "every property holds what it must, as often as it may",
  check: ({ nodes, root, strays, raw }) => [
    ...nodes
      .flatMap((node) => checkShape(node))
      // Pages of the Hugging Face hub never say when: dates.ts speaks of that.
      .filter(({ node, message }) => !(node === "$" && message === '"datePublished" is missing')),
    ...nodes
      .filter((node) => node !== root && ["FileObject", "FileSet", "RecordSet", "Field"].includes(node.kind))
      .filter((node) => !node.named && node.id === undefined)
      .map((node) =>
        fault({ path: node.path, id: owner(node) }, '"@id" is missing', 'add "@id", unique in the document'),
      ),
    ...strays.map(({ path, id, wanted, got }) =>
      fault(
        { path, id },
        `wanted ${wanted === "Source" ? "a source or a reference" : `a ${wanted}`}, got ${shown(got)}`,
        wanted === "Source" ? 'write {"@id": "…"}' : `write an object of type cr:${wanted}`,
      ),
    ),
    ...(raw["@graph"] === undefined
      ? []
      : [
          fault(
            { path: '$["@graph"]' },
            "the dataset lies in a graph",
            "put the dataset at the root of the document",
          ),
        ]),
  ],
};
