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
    return [refusal(error as Refusal)];
  }
}

/** What the processor throws. */
interface Refusal {
  readonly message?: string;
  readonly details?: {
    readonly code?: string;
    readonly url?: string;
    readonly event?: { readonly message?: string };
  };
}

/** A processor's error as a finding: at the context where it speaks of it, else at the root. */
function refusal({ message, details: { code, url, event } = {} }: Refusal): Remark {
  const why = event?.message ?? code ?? message ?? "no reason given";
  const context = /context|mapping|vocab|base|import|term|prefix|keyword|language/iu.test(why);
  return fault(
    { path: context ? '$["@context"]' : "$" },
    `no JSON-LD processor can expand the document offline: ${why}${url === undefined ? "" : ` (${url})`}`,
    context
      ? "correct the context; write out whatever it would fetch"
      : "correct the value that the reason names",
  );
}

/** A loader that never opens a connection. */
async function refuse(address: string): Promise<never> {
  throw new Error(`refused to fetch ${address}`);
}
