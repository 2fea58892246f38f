import { fault, warning } from "../../finding.ts";
import { child } from "../../json-path.ts";
import { declared } from "../lookup.ts";
import type { Rule } from "../rule.ts";

/** Ids that cannot be addresses, or that only readers of 1.0 guess. */
export const ids: Rule = {
  id: "ids",
  about: "ids have no white space, and every part that can be named has one",
  check: (document) =>
    declared(document).flatMap((node) => {
      const { id, path, named, kind } = node;
      if (id === undefined) return [];
      if (!named)
        return [
          warning(
            { path, id },
            `"@id" is missing, and readers make one of the name: "${id}"`,
            `add "@id": "${id}"`,
          ),
        ];
      const place = { path: child(path, "@id"), id };
      if (id === "") return [fault(place, "the id is empty", `give this ${kind} an id`)];
      return /\s/u.test(id)
        ? [fault(place, `the id "${id}" has white space in it`, `write "${id.trim().replace(/\s+/gu, "-")}"`)]
        : [];
    }),
};
