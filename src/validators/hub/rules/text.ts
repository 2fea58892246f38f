import { meant, nearest } from "../../../process/nearest.ts";
import { fault, type Remark, warning } from "../../finding.ts";
import { child, listed, shown } from "../../json-path.ts";
import { cardKeys } from "../allowed.ts";
import type { Card, CardRule } from "../rule.ts";

const single = [
  "pretty_name",
  "license_name",
  "license_link",
  "paperswithcode_id",
  "extra_gated_prompt",
  "extra_gated_heading",
  "extra_gated_description",
  "extra_gated_button_content",
  "license_details",
];

/** Keys, and the values that are plain text. */
export const textRule: CardRule = {
  id: "text",
  about: "keys are known, and texts are texts",
  check: (card, as11) => [
    ...unknownKeys(card),
    ...texts(card),
    ...language(card, as11),
    ...tags(card),
    ...truth(card),
  ],
};

function unknownKeys(card: Card): readonly Remark[] {
  return Object.keys(card)
    .filter((key) => !cardKeys.has(key))
    .map((key) => {
      const say = nearest(key, cardKeys).length === 0 ? warning : fault;
      return say(
        { path: child("$", key) },
        `"${key}" is no key the hub knows`,
        meant(key, cardKeys, "remove it, or keep it for your own tools"),
      );
    });
}

function texts(card: Card): readonly Remark[] {
  return single
    .filter((key) => card[key] !== undefined && (typeof card[key] !== "string" || card[key].trim() === ""))
    .filter((key) => !(key === "paperswithcode_id" && card[key] === null))
    .map((key) =>
      fault(
        { path: child("$", key) },
        `wanted text, got ${shown(card[key])}`,
        "write text, in quotes if it looks like a number",
      ),
    );
}

/** `no` is Norwegian in YAML 1.2 and `false` in 1.1. */
function language({ language: now, language_details: details }: Card, as11: Card): readonly Remark[] {
  const old = listed(as11["language"]);
  const codes = listed(now).flatMap((code, i) => {
    const place = { path: Array.isArray(now) ? `$.language[${i}]` : "$.language" };
    if (typeof old[i] === "boolean" && typeof code !== "boolean")
      return [
        fault(
          place,
          `YAML 1.1 reads ${shown(code)} as ${String(old[i])}`,
          `write it in quotes: "${String(code)}"`,
        ),
      ];
    if (typeof code !== "string")
      return [
        fault(
          place,
          `wanted a language code, got ${shown(code)}`,
          'write an ISO 639 code in quotes, as "en" or "no"',
        ),
      ];
    if (/^[a-z]{2,3}$/u.test(code) || code === "code" || code === "multilingual") return [];
    return [
      fault(
        place,
        `"${code}" is no ISO 639 code`,
        /^[a-z]{2,3}-/iu.test(code)
          ? `write "${code.slice(0, code.indexOf("-")).toLowerCase()}", and the variant in language_details`
          : 'write two or three small letters, as "en"',
      ),
    ];
  });
  const tags = listed(details)
    .filter(
      (tag) =>
        typeof tag !== "string" ||
        !/^[a-z]{2,8}(-[a-z0-9]{1,8})*([ ,]+[a-z]{2,8}(-[a-z0-9]{1,8})*)*$/iu.test(tag),
    )
    .map((tag) =>
      warning({ path: "$.language_details" }, `${shown(tag)} is no BCP 47 tag`, 'write it as "en-GB"'),
    );
  return [...codes, ...tags];
}

function tags({ tags: value, source_datasets: from }: Card): readonly Remark[] {
  const named = (key: string, all: unknown) =>
    listed(all)
      .map((tag, i) => ({ tag, path: Array.isArray(all) ? child(child("$", key), i) : child("$", key) }))
      .filter(({ tag }) => typeof tag !== "string" || tag.trim() === "")
      .map(({ tag, path }) => fault({ path }, `wanted text, got ${shown(tag)}`, "write it in quotes"));
  const lists =
    value === undefined || Array.isArray(value)
      ? []
      : [
          fault(
            { path: "$.tags" },
            `wanted a list, got ${shown(value)}`,
            "write one tag per line, each with a dash",
          ),
        ];
  const origins = listed(from)
    .filter(
      (one) =>
        typeof one === "string" && !/^(original|extended(\|[\w./-]+)?|[\w.-]+(\/[\w.-]+)?)$/u.test(one),
    )
    .map((one) =>
      fault(
        { path: "$.source_datasets" },
        `${shown(one)} is no dataset of the hub`,
        'write "original", "extended" or an id such as "laion/laion400m"',
      ),
    );
  return [
    ...lists,
    ...(lists.length > 0 ? [] : named("tags", value)),
    ...named("source_datasets", from),
    ...origins,
  ];
}

function truth(card: Card): readonly Remark[] {
  return ["extra_gated_eu_disallowed", "viewer"]
    .filter((key) => card[key] !== undefined && typeof card[key] !== "boolean")
    .map((key) =>
      fault(
        { path: child("$", key) },
        `wanted true or false, got ${shown(card[key])}`,
        "write true or false, without quotes",
      ),
    );
}
