import { join } from "node:path";

/** Where the receipt of an image lies; it holds the prompt, as the ledger does. */
export function receiptPath(folder: string, image: string): string {
  return join(folder, "receipts", `${image}.json`);
}
