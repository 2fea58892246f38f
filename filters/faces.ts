import { loadFaceFinder } from "../models/index.ts";
import type { Filter, FilterOptions } from "./filter.ts";

/** No picture is searched for more. */
const MOST = 2000;

/** How many faces a picture shows: for veils, blurring and tables, and never age, gender, expression or identity. */
export async function faces({ device, models }: FilterOptions): Promise<Filter> {
  const finder = await loadFaceFinder(models["faces"] ?? "centerface", { device });
  return {
    id: "faces",
    version: 1,
    needs: "image",
    models: [{ id: finder.id, sha256: finder.sha256 }],
    device: {
      used: finder.device,
      refused: finder.refused.map(({ device: name, reason }) => `${name}: ${reason}`),
    },
    columns: [
      {
        name: "image_faces",
        type: "int32",
        range: [0, MOST],
        worst: "largest",
        meaning: "faces that the image shows; who they are is not looked at",
      },
    ],
    async score(samples) {
      const rows: { image_faces?: number }[] = [];
      for (const { pixels } of samples)
        rows.push(
          pixels === undefined ? {} : { image_faces: Math.min(MOST, (await finder.find(pixels)).length) },
        );
      return rows;
    },
    close: () => finder.close(),
  };
}
