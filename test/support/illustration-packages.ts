import { existsSync } from "node:fs";
import { fileOf } from "../../datasets/illustrations/packages.ts";

/** What the illustrations are made of, one package of pictures or words each. */
export const illustrationPackages = [
  "@lobehub/fluent-emoji-3d",
  "@iconify-json/fluent-emoji-flat",
  "@iconify-json/noto",
  "@iconify-json/twemoji",
  "openmoji",
  "emojibase-data",
  "emojilib",
] as const;

/** Whether `npm ci --prefix datasets/illustrations` was run. */
export function isInstalled(name: string): boolean {
  try {
    return existsSync(fileOf(name, "package.json"));
  } catch {
    return false;
  }
}
