import { CBORBox, type IBox } from "@trustnxt/c2pa-ts/jumbf";
import { ActionAssertion, Assertion, type Manifest } from "@trustnxt/c2pa-ts/manifest";
import { type FileReceipt, parseReceipt } from "./receipt.ts";

/** The label of our assertion in a manifest. */
export const RECEIPT = "sluice.receipt";

/** The receipt as an assertion of ours: CBOR, hashed into the claim like every other. */
export class ReceiptAssertion extends Assertion {
  override label = RECEIPT;
  override uuid = new ActionAssertion().uuid;
  readonly #receipt: FileReceipt;

  constructor(receipt: FileReceipt) {
    super();
    this.#receipt = receipt;
  }

  override readContentFromJUMBF(): void {
    throw new Error("receipts are read by receiptOf");
  }

  override generateJUMBFBoxForContent(): IBox {
    const box = new CBORBox();
    box.content = { ...this.#receipt };
    return box;
  }
}

/** The receipt in a manifest that was read from a file, or null. */
export function receiptOf(manifest: Manifest): FileReceipt | null {
  const assertion = manifest.assertions?.assertions.find(({ label }) => label === RECEIPT);
  const box = assertion?.sourceBox?.contentBoxes[0];
  return box instanceof CBORBox ? parseReceipt(box.content) : null;
}
