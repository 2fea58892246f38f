import { fault, warning } from "../../finding.ts";
import { child } from "../../json-path.ts";
import { owner } from "../document.ts";
import { duplicateKeys } from "../duplicate-keys.ts";
import { declared } from "../lookup.ts";
import type { Rule } from "../rule.ts";

/** Keys and ids that stand twice: JSON keeps the last key, JSON-LD merges the nodes. */
export const duplicates: Rule = {
  id: "duplicates",
  about: "no key stands twice in an object, and no id twice in the document",
  check: (document) => {
    const first = new Map<string, string>();
    const twice = declared(document).flatMap((node) => {
      const { id, path, kind, named } = node;
      if (id === undefined) return [];
      const earlier = first.get(id);
      if (earlier === undefined) first.set(id, path);
      return earlier === undefined
        ? []
        : [
            fault(
              { path: named ? child(path, "@id") : path, id },
              `the id "${id}" already names ${earlier}`,
              `give this ${kind} an id of its own`,
            ),
          ];
    });
    const keys = duplicateKeys(document.text).map((path) =>
      warning({ path }, "the key stands twice in its object, and only the last is read", "remove one"),
    );
    const spelt = document.nodes.flatMap((node) =>
      node.keys
        .filter(({ name }, i) => node.keys.findIndex((other) => other.name === name) < i)
        .map(({ raw, name }) =>
          fault(
            { path: child(node.path, raw), id: owner(node) },
            `"${raw}" is "${name}" in another spelling, which stands here too`,
            "keep one",
          ),
        ),
    );
    return [...twice, ...keys, ...spelt];
  },
};
