import { fault, warning } from "../../finding.ts";
import { listed, shown } from "../../json-path.ts";
import type { CardRule } from "../rule.ts";

/** A licence is named; one that is not in the table also has a name and a link. */
export const license: CardRule = {
  id: "license",
  about: "there is a licence, and `other` says which",
  check: ({ license: value, license_name: name, license_link: link }) => {
    if (value === undefined)
      return [warning({ path: "$" }, '"license" is missing', 'add "license", an identifier of the hub')];
    const other = listed(value).includes("other");
    const missing = [
      ...(name === undefined ? ["license_name"] : []),
      ...(link === undefined ? ["license_link"] : []),
    ].map((key) =>
      fault({ path: "$.license" }, `license is "other", and "${key}" is missing`, `add "${key}"`),
    );
    const unread =
      typeof link === "string" && !/^(LICENSE(\.md)?|https?:\/\/\S+)$/u.test(link)
        ? [
            fault(
              { path: "$.license_link" },
              `wanted LICENSE, LICENSE.md or an address, got ${shown(link)}`,
              "put the text into a file LICENSE and name that",
            ),
          ]
        : [];
    const idle =
      !other && name !== undefined
        ? [
            warning(
              { path: "$.license_name" },
              'license_name counts only beside license "other"',
              "remove it, or write license: other",
            ),
          ]
        : [];
    return [...(other ? missing : []), ...unread, ...idle];
  },
};
