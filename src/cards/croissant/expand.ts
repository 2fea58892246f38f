import jsonld from "jsonld";
import { fault, type Remark } from "../finding.ts";
import { readContext } from "./context.ts";

/** The base that relative ids are read against; no such host exists. */
const base = "https://local.invalid/dataset/";

/**
 * Expands a document as JSON-LD without a network, and says what a strict processor refuses.
 * Loss of data that Croissant permits (an `@id` as plain text) is the rules' affair.
 */
export async function expansionRemarks(raw: Readonly<Record<string, unknown>>): Promise<readonly Remark[]> {
  // The rules speak of contexts that would have to be fetched.
  if (readContext(raw["@context"]).remote.length > 0) return [];
  const options = { base, safe: true, documentLoader: refuse } as unknown as Parameters<
    typeof jsonld.expand
  >[1];
  try {
    await jsonld.expand(raw as Parameters<typeof jsonld.expand>[0], options);
    return [];
  } catch (error) {
    const { message, details } = error as {
      message?: string;
      details?: { code?: string; event?: { message?: string } };
    };
    const why = details?.event?.message ?? details?.code ?? message ?? String(error);
    return [
      fault(
        { path: '$["@context"]' },
        `no JSON-LD processor can expand the document: ${why}`,
        "correct the context, or the key it speaks of",
      ),
    ];
  }
}

/** A loader that never opens a connection. */
async function refuse(address: string): Promise<never> {
  throw new Error(`refused to fetch ${address}`);
}
