import { fault, type Remark, warning } from "../../finding.ts";
import { owner } from "../document.ts";
import { isAnnotation, pointersOf, recordSetOf, under } from "../lookup.ts";
import type { CroissantDocument, CroissantNode } from "../node.ts";
import type { Rule } from "../rule.ts";

const origins = "fileObject, fileSet, field or recordSet";

/** Where each field's values come from. */
export const sources: Rule = {
  id: "sources",
  about: "a field has one source, or a value, or sub-fields; a source names one origin",
  check: (document) => [
    ...document.nodes.filter(({ kind }) => kind === "Source").flatMap((node) => origin(document, node)),
    ...document.nodes.filter(({ kind }) => kind === "Field").flatMap((node) => field(node)),
  ],
};

function origin(document: CroissantDocument, node: CroissantNode): readonly Remark[] {
  const place = { path: node.path, id: owner(node) };
  const roles = [...new Set(pointersOf(document, node).map(({ role }) => role))];
  if (roles.length === 0)
    return [fault(place, `the ${node.role} names no ${origins}`, "name what the values come from")];
  if (roles.length > 1)
    return [fault(place, `the ${node.role} names ${roles.join(" and ")} at once`, "name one")];
  const [extract, ...more] = under(document, node, "extract");
  if (more.length > 0) return [fault(place, "more than one extract", "extract once")];
  const ways = Object.keys(extract?.props ?? {}).filter((key) =>
    ["column", "fileProperty", "jsonPath"].includes(key),
  );
  if (extract && ways.length !== 1)
    return [
      fault(
        { path: extract.path, id: place.id },
        ways.length === 0
          ? "the extract names no column, fileProperty or jsonPath"
          : `the extract names ${ways.join(" and ")} at once`,
        "name one of column, fileProperty and jsonPath",
      ),
    ];
  if (extract || roles[0] === "field" || roles[0] === "recordSet" || node.role !== "source") return [];
  return [
    warning(
      place,
      "nothing says which part of the file is read",
      'add "extract", with a column, fileProperty or jsonPath',
    ),
  ];
}

function field(node: CroissantNode): readonly Remark[] {
  const { props, id } = node;
  const place = { path: node.path, id };
  const source = "source" in props;
  const value = "value" in props;
  if (source && Array.isArray(props["source"]) && props["source"].length > 1)
    return [fault(place, "more than one source", "keep one, and join the others by references")];
  if (source && value)
    return [fault(place, "both a source and a value", "keep the source for data, the value for a constant")];
  if (value && !("dataType" in props)) return [fault(place, "a value without a dataType", 'add "dataType"')];
  if (source || value || "subField" in props || isAnnotation(node)) return [];
  const set = recordSetOf(node);
  if (set === undefined || "data" in set.props) return [];
  return [
    fault(
      place,
      "neither a source, nor a value, nor sub-fields",
      'add "source", or inline "data" to the record set',
    ),
  ];
}
