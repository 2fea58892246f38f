import { createHash } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Pixels } from "../../../models/index.ts";
import { writeWhole } from "../../store/files.ts";
import type { Outcome } from "./outcome.ts";
import { contactSheet, png } from "./picture.ts";
import { xmpOf } from "./xmp.ts";

/** Most images on a contact sheet. */
const SHEET = 64;

/** What lies in the folder of one image. */
export interface WrittenImage {
  readonly image: number;
  readonly prompt: string;
  readonly seed: number;
  readonly state: Outcome["kind"];
  readonly stage: string;
  readonly size: number;
  /** PNG, or null where it was refused. */
  readonly file: string | null;
  readonly receipt: string;
  /** Names in the store of its stages' work. */
  readonly stageFiles: readonly string[];
  readonly rules: readonly string[];
}

/** Writes images as they come. */
export interface ImageWriter {
  write(outcome: Outcome): Promise<WrittenImage>;
  /** Writes the contact sheet; null where no image passed. */
  sheet(): Promise<string | null>;
}

/** Opens a folder for images: `0003.png`, its receipt `0003.json`, and `contact-sheet.png`. */
export async function openImageWriter(out: string): Promise<ImageWriter> {
  await mkdir(out, { recursive: true });
  const shown: Pixels[] = [];
  return {
    async write(outcome) {
      const { image, prompt, seed, stage, size, receipt } = outcome;
      const name = String(image).padStart(4, "0");
      const text = `${JSON.stringify(receipt, null, 1)}\n`;
      const receiptFile = join(out, `${name}.json`);
      await writeWhole(receiptFile, text);
      let file: string | null = null;
      if (outcome.kind === "done") {
        file = join(out, `${name}.png`);
        const digest = createHash("sha256").update(text).digest("hex");
        await writeWhole(file, await png(outcome.pixels, xmpOf(receipt, digest)));
        if (shown.length < SHEET) shown.push(outcome.pixels);
      }
      return {
        image,
        prompt,
        seed,
        state: outcome.kind,
        stage,
        size,
        file,
        receipt: receiptFile,
        stageFiles: receipt.stages.map(({ id }) => `${id}/${String(image).padStart(6, "0")}`),
        rules: outcome.kind === "refused" ? outcome.rules : [],
      };
    },
    async sheet() {
      if (shown.length === 0) return null;
      const path = join(out, "contact-sheet.png");
      await writeWhole(path, await contactSheet(shown));
      return path;
    },
  };
}
