import { fault, type Remark } from "../../finding.ts";
import { child, shown } from "../../json-path.ts";
import { owner } from "../document.ts";
import type { CroissantNode } from "../node.ts";
import type { Rule } from "../rule.ts";

const wanted: Readonly<Record<string, readonly string[]>> = {
  distribution: ["cr:FileObject", "cr:FileSet"],
  recordSet: ["cr:RecordSet"],
  field: ["cr:Field"],
  subField: ["cr:Field"],
  annotation: ["cr:Field"],
};

/** `@type` by place: the reference reader knows the parts by it alone. */
export const types: Rule = {
  id: "types",
  about: "files, file sets, record sets and fields have their type",
  check: ({ nodes }) => nodes.flatMap((node) => judged(node) ?? []),
};

function judged(node: CroissantNode): Remark | undefined {
  const names = wanted[node.role];
  if (names === undefined || node.types.some((type) => names.includes(type))) return undefined;
  const got =
    node.types.length === 0 ? "nothing" : shown(node.types.length === 1 ? node.types[0] : node.types);
  return fault(
    { path: child(node.path, "@type"), id: owner(node) },
    `wanted ${names.join(" or ")}, got ${got}`,
    `write "@type": "cr:${node.kind}"`,
  );
}
