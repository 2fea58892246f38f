/** Names of pictures in the packages that the sample is made from. */
const NAMES = new Set(
  [
    "avocado backpack bicycle birthday-cake bridge-at-night butterfly camera castle cat-face",
    "cocktail-glass croissant dog-face ferris-wheel fox guitar honeybee img-acanthus-mollis",
    "img-airplane-from-above img-allium-oreophilum img-black-canyon img-dust-bowl-home",
    "img-french-alpine-landscape img-locomotion-house-cat img-march-pastoral img-nagasaki-boats",
    "japanese-castle laptop locomotive minard-napoleons-march nightingales-rose octopus owl",
    "penguin pig-face pizza poultry-leg rainbow-flag red-apple rocket sailboat stethoscope",
    "sunflower sushi teapot teddy-bear toolbox turtle volcano woman-in-manual-wheelchair-dark",
    "woman-with-headscarf world-map",
  ]
    .join(" ")
    .split(" "),
);

/** A picture of an icon set by its code points, as the illustrations name theirs. */
const CODE_POINTS = /^[0-9a-f]{2,6}(?:-[0-9a-f]{4,6})*$/u;
const PACKAGE = /^(?:@stdlib\/datasets|@iconify-json\/(?:fluent-emoji-flat|noto|twemoji))(?: (\S+))?$/u;

/** Whether a text is a source that Sluice's own datasets state, and nothing else. */
export function isOwnSource(text: string): boolean {
  const [whole, name] = PACKAGE.exec(text) ?? [];
  if (whole === undefined) return false;
  return name === undefined || NAMES.has(name) || (/\d/u.test(name) && CODE_POINTS.test(name));
}
