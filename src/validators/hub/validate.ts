import { LineCounter } from "yaml";
import { type Finding, fault, sorted, warning } from "../finding.ts";
import { isObject, shown } from "../json-path.ts";
import { frontMatter, readMetadata } from "./front-matter.ts";
import type { CardRule } from "./rule.ts";
import { configs } from "./rules/configs.ts";
import { datasetInfo } from "./rules/dataset-info.ts";
import { gating } from "./rules/gating.ts";
import { license } from "./rules/license.ts";
import { textRule } from "./rules/text.ts";
import { values } from "./rules/values.ts";

/** Every rule of a dataset card. To add one: a file, and a line here. */
const rules: readonly CardRule[] = [textRule, values, license, configs, datasetInfo, gating];

const whole = (message: string, fix: string): Finding => ({
  ...fault({ path: "$" }, message, fix),
  rule: "front-matter",
});

/** Judges the metadata of a Hugging Face dataset card (`README.md`) without asking the hub. */
export function validateHubCard(text: string): readonly Finding[] {
  const { yaml, body } = frontMatter(text);
  if (yaml === null)
    return [whole("the card has no metadata", 'begin it with a line "---", YAML, and a line "---"')];
  if (/^(<{7}|={7}|>{7})( |$)/mu.test(yaml))
    return [whole("the metadata has merge conflicts in it", "resolve them")];
  const { value, as11, troubles } = readMetadata(yaml, new LineCounter());
  const [trouble] = troubles;
  if (trouble !== undefined) return [whole(`the YAML cannot be read, ${trouble}`, "correct it")];
  if (!isObject(value) || !isObject(as11))
    return [whole(`wanted keys and values, got ${shown(value)}`, 'write "license: cc-by-4.0" and so on')];
  const filler = body.includes("[More Information Needed]")
    ? [
        {
          ...warning(
            { path: "$" },
            "the body still says [More Information Needed]",
            "answer, or say why there is no answer",
          ),
          rule: "body",
        },
      ]
    : [];
  const found = rules.flatMap(({ id, check }) =>
    check(value, as11).map((remark) => ({ ...remark, rule: id })),
  );
  return sorted([...found, ...filler]);
}
