import { fault, type Remark, warning } from "../../finding.ts";
import { child, isObject, listed, shown } from "../../json-path.ts";
import { fieldsOf } from "../lookup.ts";
import type { CroissantDocument, CroissantNode } from "../node.ts";
import type { Rule } from "../rule.ts";

/** Records that stand in the document itself. */
export const inlineData: Rule = {
  id: "inline-data",
  about: "inline records have exactly the fields of their record set",
  check: (document) =>
    document.nodes
      .filter(({ kind, props }) => kind === "RecordSet" && "data" in props)
      .flatMap((set) => judged(document, set)),
};

function judged(document: CroissantDocument, set: CroissantNode): readonly Remark[] {
  const path = child(set.path, set.keys.find(({ name }) => name === "data")?.raw ?? "data");
  const { data } = set.props;
  const rows = listed(data);
  if (rows.length === 0)
    return [
      fault(
        { path, id: set.id },
        "the inline data is empty",
        "add records, or remove it and give the fields sources",
      ),
    ];
  const single = Array.isArray(data)
    ? []
    : [warning({ path, id: set.id }, "one record stands outside a list", "put it into a list")];
  const fields = fieldsOf(document, set).filter(({ parent }) => parent === set);
  const found = rows.flatMap((row, i) => {
    const place = { path: Array.isArray(data) ? child(path, i) : path, id: set.id };
    if (!isObject(row))
      return [
        fault(place, `wanted a record, got ${shown(row)}`, "write an object whose keys are the fields' ids"),
      ];
    const strange = Object.keys(row).flatMap((key) => column(fields, key, place.path, set));
    const missing = fields.filter(
      ({ id, props }) => !(String(id) in row) && !(local(id) in row) && !(String(props["name"]) in row),
    );
    return [
      ...strange,
      ...missing.map(({ id }) => fault(place, `the record has no "${id}"`, "add it, null where it is empty")),
    ];
  });
  return [...single, ...found];
}

function column(
  fields: readonly CroissantNode[],
  key: string,
  path: string,
  set: CroissantNode,
): readonly Remark[] {
  const place = { path: child(path, key), id: set.id };
  if (fields.some(({ id }) => id === key)) return [];
  const field = fields.find(({ id, props }) => local(id) === key || props["name"] === key);
  return field === undefined
    ? [
        fault(
          place,
          `"${key}" is no field of "${set.id}"`,
          `use the ids ${fields.map(({ id }) => `"${id}"`).join(", ")}`,
        ),
      ]
    : [warning(place, `"${key}" is a field's name, not its id`, `write "${field.id}"`)];
}

const local = (id: string | undefined) => id?.split("/").at(-1) ?? "";
