import { DOMParser } from "linkedom";
import { version } from "../process/version.ts";
import { type FileReceipt, makerElsewhere } from "./receipt.ts";

/** IPTC's term for pictures made by a trained model: https://cv.iptc.org/newscodes/digitalsourcetype/ */
export const GENERATED = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia";

/** IPTC's term for what is put together of several pictures, at least one of them made so. */
export const COMPOSITE = "http://cv.iptc.org/newscodes/digitalsourcetype/compositeSynthetic";

/** The digital source type of a file with this receipt. */
function sourceOf(receipt: FileReceipt): string {
  return "sheet" in receipt ? COMPOSITE : GENERATED;
}

/** An XMP packet (ISO 16684-1) that says how a picture came to be, in IPTC Photo Metadata's property. */
export function generatedXmp(receipt: FileReceipt): string {
  const source = sourceOf(receipt);
  // A stated name holds no character that markup gives a meaning.
  const tool = makerElsewhere(receipt) ?? `sluice ${version}`;
  return `<?xpacket begin="\u{feff}" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
 <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <rdf:Description rdf:about=""
    xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"
    xmlns:xmp="http://ns.adobe.com/xap/1.0/"
    Iptc4xmpExt:DigitalSourceType="${source}"
    xmp:CreatorTool="${tool}"/>
 </rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>`;
}

/** The digital source type that a packet states, as attribute or element; null where it states none or is no XML. */
export function digitalSourceType(xmp: string): string | null {
  try {
    const document = new DOMParser().parseFromString(xmp, "text/xml");
    for (const element of document.querySelectorAll("*")) {
      if (isSourceType(element.tagName)) return element.textContent?.trim() || null;
      for (const { name, value } of element.attributes) if (isSourceType(name)) return value.trim();
    }
    return null;
  } catch {
    return null;
  }
}

function isSourceType(name: string): boolean {
  return /(?:^|:)digitalsourcetype$/iu.test(name);
}
