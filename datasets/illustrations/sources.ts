import { readdir, readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { plainHexcode } from "./concepts.ts";
import { fileOf, jsonOf } from "./packages.ts";

/** A set of pictures of emoji, all in one style. */
export interface Source {
  readonly style: string;
  readonly package: string;
  /** SPDX identifier. */
  readonly license: string;
  readonly creator: string;
  /** Where the originals are shown. */
  readonly url: string;
  /** Loaders of the originals by hexcode: an SVG or a WebP of 256 pixels. */
  read(): Promise<ReadonlyMap<string, () => Promise<Buffer>>>;
}

/** In the order of their pairs within a concept. */
export const sources: readonly Source[] = [
  {
    style: "fluent-3d",
    package: "@lobehub/fluent-emoji-3d",
    license: "MIT",
    creator: "Microsoft",
    url: "https://github.com/microsoft/fluentui-emoji",
    read: () => filesOf("@lobehub/fluent-emoji-3d", "assets", ".webp"),
  },
  {
    style: "fluent-flat",
    package: "@iconify-json/fluent-emoji-flat",
    license: "MIT",
    creator: "Microsoft",
    url: "https://github.com/microsoft/fluentui-emoji",
    read: () => iconsOf("@iconify-json/fluent-emoji-flat"),
  },
  {
    style: "noto",
    package: "@iconify-json/noto",
    license: "Apache-2.0",
    creator: "Google",
    url: "https://github.com/googlefonts/noto-emoji",
    read: () => iconsOf("@iconify-json/noto"),
  },
  {
    style: "openmoji",
    package: "openmoji",
    license: "CC-BY-SA-4.0",
    creator: "OpenMoji",
    url: "https://openmoji.org",
    read: () => filesOf("openmoji", "color/svg", ".svg"),
  },
  {
    style: "twemoji",
    package: "@iconify-json/twemoji",
    license: "CC-BY-4.0",
    creator: "Twitter and other contributors",
    url: "https://github.com/jdecked/twemoji",
    read: () => iconsOf("@iconify-json/twemoji"),
  },
];

/** Pictures that are files named by their hexcode. */
async function filesOf(name: string, folder: string, ending: string) {
  const root = fileOf(name, folder);
  const files = (await readdir(root)).filter((file) => file.endsWith(ending)).sort();
  return new Map(
    files.map((file) => [plainHexcode(basename(file, ending)), () => readFile(join(root, file))] as const),
  );
}

interface Icon {
  readonly body: string;
  readonly width?: number;
  readonly height?: number;
}

/** https://iconify.design/docs/types/iconify-json.html, as far as sets of emoji use it. */
interface IconSet {
  readonly width: number;
  readonly height: number;
  readonly icons: Readonly<Record<string, Icon>>;
  readonly aliases?: Readonly<Record<string, { readonly parent: string; readonly hFlip?: boolean }>>;
}

/** Pictures of an Iconify set; `chars.json` says which emoji each of them is. */
async function iconsOf(name: string) {
  const set = await jsonOf<IconSet>(name, "icons.json");
  const chars = await jsonOf<Readonly<Record<string, string>>>(name, "chars.json");
  return new Map(
    Object.entries(chars).map(
      ([hexcode, icon]) => [plainHexcode(hexcode), async () => Buffer.from(svgOf(set, icon))] as const,
    ),
  );
}

function svgOf(set: IconSet, name: string): string {
  const alias = set.aliases?.[name];
  const icon = set.icons[alias?.parent ?? name];
  if (icon === undefined) throw new Error(`Cannot draw "${name}": wanted an icon of its set, got none`);
  const { width = set.width, height = set.height } = icon;
  const body = alias?.hFlip ? `<g transform="translate(${width} 0) scale(-1 1)">${icon.body}</g>` : icon.body;
  const xlink = 'xmlns:xlink="http://www.w3.org/1999/xlink"';
  return `<svg xmlns="http://www.w3.org/2000/svg" ${xlink} viewBox="0 0 ${width} ${height}">${body}</svg>`;
}
