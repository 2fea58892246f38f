import { meant } from "../../../process/nearest.ts";
import { fault, type Remark, reference, warning } from "../../finding.ts";
import { child, isObject, listed } from "../../json-path.ts";
import { curie, iriOf } from "../context.ts";
import { isAnnotation, pointersOf, resolve, under } from "../lookup.ts";
import type { CroissantDocument, CroissantNode } from "../node.ts";
import type { Rule } from "../rule.ts";
import { dataTypes, semanticTypes } from "../vocabulary.ts";

/** What the values of a field are. */
export const dataTypesRule: Rule = {
  id: "data-types",
  about: "every field has a data type that a reader can use, its own or its source's",
  check: (document) =>
    document.nodes.filter(({ kind }) => kind === "Field").flatMap((node) => judged(document, node)),
};

/** A field's types by our prefixes. */
function typesOf({ context }: CroissantDocument, node: CroissantNode): readonly string[] {
  return listed(node.props["dataType"]).flatMap((type) => {
    const name = isObject(type) ? type["@id"] : type;
    return typeof name === "string" ? [curie(iriOf(context, name) ?? name)] : [];
  });
}

function judged(document: CroissantDocument, node: CroissantNode): readonly Remark[] {
  const { props, id } = node;
  const types = typesOf(document, node);
  if ("subField" in props || isAnnotation(node)) return unknown(node, types);
  if (types.length === 0)
    return inherited(document, node, new Set())
      ? []
      : [
          fault(
            { path: node.path, id },
            "no data type, and none to take from its source",
            'add "dataType": "sc:Text" or another',
          ),
        ];
  const place = { path: child(node.path, "dataType"), id };
  const bad = unknown(node, types);
  if (bad.length > 0 || types.some((type) => dataTypes.has(type) || type === "cr:RecordSet")) return bad;
  if (types.length > 1)
    return [
      fault(place, `none of ${types.join(", ")} says how a value is read`, 'add a plain type, as "sc:Text"'),
    ];
  return [
    warning(
      place,
      `${types.join(", ")} does not say how a value is read`,
      'add one of the plain types beside it, as "sc:Text"',
    ),
    reference(
      place,
      `The field does not specify a valid dataType: it knows none of ${types.join(", ")}`,
      'add "sc:Text", "sc:Float" or the like',
    ),
  ];
}

/** Names in the two vocabularies that hold no such type. */
function unknown(node: CroissantNode, types: readonly string[]): readonly Remark[] {
  const place = { path: child(node.path, "dataType"), id: node.id };
  return types.flatMap((type) => {
    const ours =
      type.startsWith("cr:") ||
      /^sc:[a-z]/u.test(type) ||
      /^sc:(Text|String|Str|Int|Bool|Double|Image|Audio|Video|Uri)/u.test(type);
    if (!ours || dataTypes.has(type) || semanticTypes.has(type))
      return type.includes(":")
        ? []
        : [
            fault(
              place,
              `"${type}" is no data type`,
              meant(`sc:${type}`, dataTypes, 'write "sc:Text" or the like'),
            ),
          ];
    return [
      fault(
        place,
        `"${type}" is no data type`,
        meant(type, dataTypes, 'write "sc:Text", "sc:Integer", "sc:Float" or another that exists'),
      ),
    ];
  });
}

/** Whether the field another field is read from has a type. */
function inherited(document: CroissantDocument, node: CroissantNode, seen: Set<CroissantNode>): boolean {
  if (seen.has(node)) return true;
  seen.add(node);
  return under(document, node, "source").some((source) =>
    pointersOf(document, source).some((pointer) => {
      const from = pointer.role === "field" ? resolve(document, pointer) : undefined;
      return (
        from !== undefined &&
        (typesOf(document, from).length > 0 || "subField" in from.props || inherited(document, from, seen))
      );
    }),
  );
}
