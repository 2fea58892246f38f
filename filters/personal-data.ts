import type { Column, Filter, Sample, ScoreRow } from "./filter.ts";
import { ipAddresses, streetAddresses } from "./personal/addresses.ts";
import { idDocuments, idNumbers } from "./personal/ids.ts";
import { personNames } from "./personal/names.ts";
import { textWindow } from "./text-window.ts";

/** Names, addresses and numbers of people in a caption: counted, never stored. What it measures is in `docs/personal-data.md`. */
export async function personalData(): Promise<Filter> {
  return {
    id: "personal-data",
    version: 1,
    needs: "caption",
    models: [],
    columns: [
      count("caption_names", "persons named in full, by lists of given names and titles"),
      count("caption_addresses", "postal addresses down to the house, by their shape"),
      count("caption_ids", "numbers of accounts, cards and identity papers whose check digits are right"),
      count("caption_ips", "IPv4 addresses"),
      count("caption_papers", "words for identity papers: passport, driving licence, identity card, visa"),
    ],
    score: async (samples) => samples.map(measure),
    close: async () => {},
  };
}

function count(name: string, meaning: string): Column {
  return { name, type: "int32", range: [0, 20_000], worst: "largest", other: true, meaning };
}

function measure({ caption }: Sample): ScoreRow {
  if (caption === undefined) return {};
  const text = textWindow(caption);
  return {
    caption_names: personNames(text),
    caption_addresses: streetAddresses(text),
    caption_ids: idNumbers(text).length,
    caption_ips: ipAddresses(text),
    caption_papers: idDocuments(text),
  };
}
