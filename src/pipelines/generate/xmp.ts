import { version } from "../../version.ts";
import type { Receipt } from "./receipt.ts";

const SOURCE = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia";

/**
 * An XMP packet (ISO 16684-1) that says what made an image; the receipt, named by its digest, says all.
 * `DigitalSourceType` is IPTC's word for images that a trained model made.
 */
export function xmpOf(receipt: Receipt, receiptSha256: string): string {
  const last = receipt.stages.at(-1)?.settings;
  const facts: Readonly<Record<string, string | number>> = {
    prompt: receipt.prompt,
    ...(receipt.negative && { negative: receipt.negative }),
    model: receipt.model.id,
    seed: receipt.seed,
    index: receipt.index,
    rng: receipt.rng,
    stages: receipt.stages.map(({ id }) => id).join(" "),
    sampler: last?.sampler ?? "",
    steps: last?.steps ?? 0,
    guidance: last?.guidance.scale ?? 1,
    receiptSha256,
  };
  const lines = Object.entries(facts).map(
    ([name, value]) => `   <sluice:${name}>${escapeXml(String(value))}</sluice:${name}>`,
  );
  return [
    `<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>`,
    `<x:xmpmeta xmlns:x="adobe:ns:meta/">`,
    ` <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">`,
    `  <rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/" xmlns:sluice="https://sluice.invalid/ns/1.0/">`,
    `   <xmp:CreatorTool>Sluice ${version}</xmp:CreatorTool>`,
    `   <Iptc4xmpExt:DigitalSourceType>${SOURCE}</Iptc4xmpExt:DigitalSourceType>`,
    ...lines,
    `  </rdf:Description>`,
    ` </rdf:RDF>`,
    `</x:xmpmeta>`,
    `<?xpacket end="w"?>`,
  ].join("\n");
}

/** XML 1.0 has no place for most control characters, escaped or not. */
function escapeXml(text: string): string {
  return text
    .replace(/[^\P{Cc}\t\n\r]/gu, "")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
