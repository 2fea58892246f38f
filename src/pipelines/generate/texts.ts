import type { Cascade } from "../../../models/index.ts";
import type { Context } from "../../process/events.ts";
import { counted } from "../../process/figures.ts";
import type { Engine } from "./engine.ts";
import type { EncodedFacts } from "./messages.ts";
import type { PlannedImage } from "./plan.ts";
import type { refusalTeller } from "./refusals.ts";

/** Most bytes of encoded texts that the worker keeps. */
export const TEXT_BYTES = 256 * 2 ** 20;

/** The texts of a part of a request, as they were encoded together. */
export interface Texts {
  /** Where the text encoder ran. */
  readonly device: string;
  /** By text, with its place among those that the worker keeps. */
  readonly facts: ReadonlyMap<string, EncodedFacts & { readonly place: number }>;
}

/**
 * Divides a request so that the vectors of each part's texts fit into so many bytes, or are those of one prompt and
 * its negative text. The images of one prompt stay together: no text of theirs is encoded twice.
 */
export function parts(
  images: readonly PlannedImage[],
  { maxTokens, width }: Cascade["textEncoder"],
  bytes: number,
): readonly (readonly PlannedImage[])[] {
  const most = Math.max(2, Math.floor(bytes / (4 * maxTokens * width)));
  const all: PlannedImage[][] = [];
  let texts = new Set<string>();
  for (const image of images) {
    const own = [image.prompt, image.negative];
    const fits = new Set([...own, ...texts]).size <= most;
    if (!fits || all.length === 0) {
      all.push([]);
      texts = new Set();
    }
    for (const text of own) texts.add(text);
    all.at(-1)?.push(image);
  }
  return all;
}

/** Encodes a part's texts in place of those that the worker kept. */
export async function encodeTexts(
  { textEncoder }: Cascade,
  images: readonly PlannedImage[],
  engine: Engine,
  emit: Context["emit"],
  tellRefused: ReturnType<typeof refusalTeller>,
): Promise<Texts> {
  const texts = [...new Set(images.flatMap(({ prompt, negative }) => [prompt, negative]))];
  const { texts: encoded, ...placed } = await engine.ask({ ask: "encode", files: textEncoder, texts });
  tellRefused(placed);
  const cut = encoded.filter((one) => one.cut > 0);
  if (cut.length > 0)
    emit({
      type: "note",
      text: `${cut.length === 1 ? "a prompt is" : `${counted(cut.length, "prompt")} are`} longer than the ${textEncoder.maxTokens} tokens that the text encoder reads: cut by ${Math.max(...cut.map((one) => one.cut))} tokens`,
    });
  const facts = texts.map((text, place) => [text, { ...(encoded[place] as EncodedFacts), place }] as const);
  return { device: placed.device, facts: new Map(facts) };
}
