import { type Asset, JPEG, PNG } from "@trustnxt/c2pa-ts/asset";
import type { ReleaseFormat } from "./encode.ts";
import { WebP } from "./webp-asset.ts";

/** The file as an asset and its format, or null for any other format. @throws Error when it is damaged */
export function assetOf(bytes: Uint8Array): { readonly asset: Asset; readonly format: ReleaseFormat } | null {
  // The library writes into the array that it is given.
  const own = new Uint8Array(bytes);
  if (PNG.canRead(own)) return { asset: new PNG(own), format: "png" };
  if (JPEG.canRead(own)) return { asset: new JPEG(own), format: "jpeg" };
  if (WebP.canRead(own)) return { asset: new WebP(own), format: "webp" };
  return null;
}
