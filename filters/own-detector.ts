import { type Detected, loadOwnDetector } from "../models/index.ts";
import type { Column, Filter, FilterOptions, ScoreRow } from "./filter.ts";

/**
 * A classifier or box detector of somebody's own as a filter: a second opinion beside Sluice's, and an order for what
 * a reviewer unveils. It takes no veil away: what may be seen depends on Sluice's own columns alone.
 * @param text its manifest
 * @param folder where its network lies
 * @throws Error with one line when it is unusable
 */
export async function ownDetector(
  text: string,
  folder: string,
  { device }: Pick<FilterOptions, "device">,
): Promise<Filter> {
  const detector = await loadOwnDetector(text, folder, { device });
  const { manifest, refused } = detector;
  const prefix = manifest.id.replaceAll("-", "_");
  const { labels, harmful = labels, kind } = manifest;
  const from = `${manifest.id}, ${manifest.license} as its user states`;
  const value = (name: string, meaning: string): Column => ({
    name: `${prefix}_${name}`,
    type: "float32",
    range: [0, 1],
    worst: "largest",
    meaning: `${meaning}, by ${from}`,
  });
  const boxColumns: readonly Column[] = [
    {
      name: `${prefix}_boxes`,
      type: "int32",
      range: [0, 5000],
      worst: "largest",
      meaning: `boxes found by ${from}`,
    },
    {
      name: `${prefix}_where`,
      type: "utf8",
      worst: "largest",
      meaning: "the surest box: its score, label, and left, top, right and bottom in hundredths of the image",
    },
  ];
  return {
    id: manifest.id,
    version: 1,
    needs: "image",
    models: [{ id: manifest.id, sha256: manifest.sha256 }],
    device: { used: detector.device, refused: refused.map((one) => `${one.device}: ${one.reason}`) },
    columns: [
      value("score", `the highest of ${harmful.join(", ")}`),
      ...labels.map((label) => value(label, label)),
      ...(kind === "boxes" ? boxColumns : []),
    ],
    async score(samples) {
      const rows: ScoreRow[] = [];
      for (const { pixels } of samples)
        rows.push(
          pixels === undefined ? {} : row(prefix, { labels, harmful, kind }, await detector.detect(pixels)),
        );
      return rows;
    },
    close: () => detector.close(),
  };
}

function row(
  prefix: string,
  of: { readonly labels: readonly string[]; readonly harmful: readonly string[]; readonly kind: string },
  { values, boxes }: Detected,
): ScoreRow {
  const shares = of.labels.map((label, k) => [label, Math.min(1, Math.max(0, values[k] ?? 0))] as const);
  const score = Math.max(
    0,
    ...shares.filter(([label]) => of.harmful.includes(label)).map(([, share]) => share),
  );
  const [surest] = boxes;
  return {
    [`${prefix}_score`]: score,
    ...Object.fromEntries(shares.map(([label, share]) => [`${prefix}_${label}`, share])),
    ...(of.kind === "boxes" && {
      [`${prefix}_boxes`]: boxes.length,
      [`${prefix}_where`]: surest === undefined ? null : whereOf(surest),
    }),
  };
}

function whereOf({ score, label, left, top, right, bottom }: Detected["boxes"][number]): string {
  const places = [left, top, right, bottom].map((side) => Math.round(100 * Math.min(1, Math.max(0, side))));
  return `${score.toFixed(3)} ${label} ${places.join(" ")}`;
}
