import { fault, type Remark } from "../../finding.ts";
import { child, listed } from "../../json-path.ts";
import { owner } from "../document.ts";
import { jsonPathTrouble, regexTrouble } from "../expressions.ts";
import type { CroissantNode } from "../node.ts";
import type { Rule } from "../rule.ts";

const steps = ["regex", "separator", "jsonPath", "replace", "readLines", "unArchive", "format"];
const onText = ["regex", "separator", "jsonPath", "replace"];

/** Steps from a file to a value. */
export const transforms: Rule = {
  id: "transforms",
  about: "each transform does one thing, by an expression that can be read",
  check: ({ nodes }) =>
    nodes.filter(({ kind }) => kind === "Transform" || kind === "Extract").flatMap(judged),
};

function judged(node: CroissantNode): readonly Remark[] {
  const place = { path: node.path, id: owner(node) };
  const does = steps.filter((step) => step in node.props);
  const many = does.filter((step) => onText.includes(step));
  if (node.kind === "Transform" && does.length === 0)
    return [fault(place, "the transform does nothing", `name one of ${steps.join(", ")}, or remove it`)];
  if (many.length > 1)
    return [
      fault(
        place,
        `the transform does ${many.join(" and ")} at once`,
        "write a list of transforms, one step each",
      ),
    ];
  return [
    ...expression(node, "regex", regexTrouble, "correct the regular expression"),
    ...expression(node, "jsonPath", jsonPathTrouble, 'correct the JSONPath, as "$.items[*].id"'),
  ];
}

function expression(
  node: CroissantNode,
  name: string,
  trouble: (text: string) => string | undefined,
  fix: string,
): readonly Remark[] {
  return listed(node.props[name]).flatMap((value) => {
    const wrong = typeof value === "string" ? trouble(value) : undefined;
    return wrong === undefined ? [] : [fault({ path: child(node.path, name), id: owner(node) }, wrong, fix)];
  });
}
