import { findPhoneNumbersInText } from "libphonenumber-js/max";
import { LinkifyIt } from "linkify-it";
import type { Filter, Sample, ScoreRow } from "./filter.ts";
import { type DetectLanguage, loadLanguageDetector } from "./language.ts";
import { textWindow } from "./text-window.ts";

const linkify = new LinkifyIt({ fuzzyLink: true, fuzzyEmail: true });

/** Shortest run of digits and separators worth asking libphonenumber about. */
const PHONE_CANDIDATE = /\d(?:[\s().-]*\d){6,}/u;

/** Size, language and contact details of a caption. Personal data is counted, never stored. */
export async function textBasics(): Promise<Filter> {
  const detectLanguage = await loadLanguageDetector();
  return {
    id: "text-basics",
    version: 1,
    needs: "caption",
    models: [],
    columns: [
      {
        name: "caption_length",
        type: "int32",
        range: [0, 2 ** 31 - 1],
        meaning: "Unicode code points in the caption",
      },
      {
        name: "caption_words",
        type: "int32",
        range: [0, 2 ** 31 - 1],
        meaning: "runs of letters and digits in its first 20,000 units",
      },
      { name: "language", type: "utf8", meaning: "ISO 639-1 code by eld, or 'unknown' when unsure" },
      {
        name: "caption_urls",
        type: "int32",
        range: [0, 20_000],
        worst: "largest",
        meaning: "web addresses in its first 20,000 units",
      },
      {
        name: "caption_emails",
        type: "int32",
        range: [0, 20_000],
        worst: "largest",
        other: true,
        meaning: "e-mail addresses in them",
      },
      {
        name: "caption_phones",
        type: "int32",
        range: [0, 20_000],
        worst: "largest",
        other: true,
        meaning: "phone numbers in them (international, or valid in the US)",
      },
    ],
    score: async (samples) => samples.map((sample) => measure(sample, detectLanguage)),
    close: async () => {},
  };
}

function measure({ caption }: Sample, detectLanguage: DetectLanguage): ScoreRow {
  if (caption === undefined) return {};
  const text = textWindow(caption);
  const links = linkify.match(text) ?? [];
  const emails = links.filter(({ schema }) => schema === "mailto:").length;
  return {
    caption_length: codePoints(caption),
    caption_words: text.match(/[\p{L}\p{N}]+/gu)?.length ?? 0,
    language: detectLanguage(text).language,
    caption_urls: links.length - emails,
    caption_emails: emails,
    caption_phones: PHONE_CANDIDATE.test(text) ? findPhoneNumbersInText(text, "US").length : 0,
  };
}

function codePoints(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}
