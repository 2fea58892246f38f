import { meant } from "../../../process/nearest.ts";
import { fault, type Remark, warning } from "../../finding.ts";
import { child, isObject, listed, shown } from "../../json-path.ts";
import { gateFields } from "../allowed.ts";
import type { CardRule } from "../rule.ts";

/** The form that stands before a gated dataset. */
export const gating: CardRule = {
  id: "gating",
  about: "each field of the gate's form has a type the hub draws",
  check: ({ extra_gated_fields: value }) => {
    const path = "$.extra_gated_fields";
    if (value === undefined) return [];
    if (Array.isArray(value))
      return [
        warning(
          { path },
          "a list of fields is the older form",
          "write a map from each field's name to its type",
        ),
        ...value.flatMap((one, i) => (isObject(one) ? fields(one, child(path, i)) : [])),
      ];
    return isObject(value)
      ? fields(value, path)
      : [fault({ path }, `wanted a map, got ${shown(value)}`, 'write "Affiliation: text"')];
  },
};

function fields(value: Readonly<Record<string, unknown>>, path: string): readonly Remark[] {
  return Object.entries(value).flatMap(([name, field]) => {
    const place = { path: child(path, name), id: name };
    const type = isObject(field) ? field["type"] : field;
    if (typeof type !== "string" || !gateFields.has(type))
      return [
        fault(
          place,
          `${shown(type)} is no type of field`,
          typeof type === "string"
            ? meant(type, gateFields, `write one of ${[...gateFields].join(", ")}`)
            : "write text, checkbox, date_picker, country or select",
        ),
      ];
    const options = isObject(field) ? listed(field["options"]) : [];
    return type === "select" && options.length === 0
      ? [fault(place, "a select without options", 'write "options:" and a list of them')]
      : [];
  });
}
