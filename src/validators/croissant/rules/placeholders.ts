import { fault, warning } from "../../finding.ts";
import { child } from "../../json-path.ts";
import type { Rule } from "../rule.ts";

const filler = /^\s*(none|null|n\/?a|todo|tbd|unknown|fixme|\.{2,}|…|\[?more information needed\]?)\s*$/iu;

/** Words that stand where an answer should. */
export const placeholders: Rule = {
  id: "placeholders",
  about: "no filler stands where a fact is required",
  check: ({ root: { props } }) =>
    ["name", "description", "license", "citeAs"].flatMap((key) => {
      const value = [props[key]].flat()[0];
      if (typeof value !== "string" || !filler.test(value)) return [];
      const say = key === "citeAs" ? warning : fault;
      return [
        say(
          { path: child("$", key) },
          `"${value}" is a filler, not a ${key === "citeAs" ? "citation" : key}`,
          "write the true one, or remove it",
        ),
      ];
    }),
};
