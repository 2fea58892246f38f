import { CliError } from "../../process/errors.ts";
import { spdxUrl } from "../../validators/hub/spdx.ts";
import type { Card } from "../source/card.ts";
import type { ScoreTable } from "../source/score-table.ts";
import { croissantContext } from "./croissant-context.ts";
import { responsible } from "./croissant-rai.ts";
import { scoreNodes } from "./croissant-scores.ts";
import { tableRecordSets } from "./croissant-tables.ts";
import { said } from "./markdown.ts";

export interface CroissantOptions {
  readonly compat: boolean;
  readonly scores?: ScoreTable;
}

type Node = Readonly<Record<string, unknown>>;

/**
 * Croissant 1.1 with RAI 1.0, as JSON-LD with sorted keys: schema.org by https, mlcommons.org by http, which is
 * what its reader knows.
 * @param options.compat adds the two keys that mlcroissant misspells, beside the right ones
 * @param options.scores the run's score files, where they are published beside the dataset
 * @throws CliError (exit code 2) for a dataset whose files Croissant cannot name
 */
export function renderCroissant(card: Card, { compat, scores }: CroissantOptions): string {
  const format = String(card.facts["provenance"]?.result[0]?.["format"] ?? "");
  const { distribution, recordSet } = layoutOf(card, format);
  const scored = scores === undefined ? { distribution: [], recordSet: [] } : scoreNodes(scores);
  const document = {
    "@context": croissantContext,
    "@type": "sc:Dataset",
    conformsTo: ["http://mlcommons.org/croissant/1.1", "http://mlcommons.org/croissant/RAI/1.0"],
    ...namedBy(card),
    distribution: [...distribution, ...scored.distribution],
    recordSet: [...recordSet, ...scored.recordSet],
    ...responsible(card, compat),
  };
  return `${JSON.stringify(sorted(document), null, 2)}\n`;
}

function namedBy(card: Card): Node {
  const version = said(card, "A2");
  const published = /\d{4}-\d{2}-\d{2}/u.exec(said(card, "A7") ?? "")?.[0];
  const cite = said(card, "A8");
  const license = licenseOf(card);
  const url = /https?:\/\/\S+/u.exec(said(card, "A4") ?? "")?.[0] ?? null;
  const creator = said(card, "A6");
  const languages = (card.facts["languages"]?.result ?? [])
    .map(({ language }) => String(language))
    .filter((language) => /^[a-z]{2}$/u.test(language));
  return {
    name: said(card, "A1") ?? "unnamed",
    description: said(card, "A3") ?? "Not described yet.",
    ...(url === null ? {} : { url }),
    ...(license === null ? {} : { license }),
    ...(creator === null ? {} : { creator: { "@type": "sc:Organization", name: creator } }),
    ...(published === undefined ? {} : { datePublished: published }),
    ...(version === null ? {} : { version }),
    ...(cite === null ? {} : { citeAs: cite }),
    ...(languages.length === 0 ? {} : { inLanguage: languages }),
    keywords: ["image", "alt text", "text-to-image"],
    isLiveDataset: false,
  };
}

/** A page where the licence has one, else the words on licence and terms: never a page that does not exist. */
function licenseOf(card: Card): string | null {
  const license = said(card, "A5")?.trim() ?? null;
  if (license === null) return said(card, "D4");
  if (/^https?:\/\//u.test(license)) return license;
  return spdxUrl(license) ?? said(card, "D4") ?? license;
}

interface Layout {
  readonly distribution: readonly Node[];
  readonly recordSet: readonly Node[];
}

function layoutOf(card: Card, format: string): Layout {
  const files = card.facts["files"]?.result ?? [];
  if (format === "webdataset") return tarLayout(card, files);
  if (format === "parquet") return parquetLayout(files);
  throw new CliError(
    `Cannot write Croissant for format "${format}": its shards are no single files with a hash; curate it to webdataset or parquet first`,
    { exitCode: 2 },
  );
}

const ref = (id: string) => ({ "@id": id });

function fileObject({ source, bytes, sha256 }: Node, encodingFormat: string): Node {
  const path = String(source);
  return {
    "@type": "cr:FileObject",
    "@id": path,
    name: path,
    contentUrl: path,
    contentSize: `${bytes} B`,
    encodingFormat,
    sha256,
  };
}

/** Endings and media types by which image formats lie in tars. */
const endings: Readonly<Record<string, readonly [mediaType: string, ...endings: readonly string[]]>> = {
  jpeg: ["image/jpeg", "jpg", "jpeg"],
  png: ["image/png", "png"],
  webp: ["image/webp", "webp"],
  gif: ["image/gif", "gif"],
};

/**
 * Images by a glob, captions by another, joined through a record set of texts: the one form of tars that the
 * reference reader can load.
 */
function tarLayout({ facts }: Card, files: readonly Node[]): Layout {
  const formats = (facts["formats"]?.result ?? []).flatMap(({ format }) => endings[String(format)] ?? []);
  const found = formats.filter((word) => !word.includes("/"));
  const used = found.length === 0 ? ["jpg", "jpeg"] : found;
  // A set has one media type: the commonest.
  const encodingFormat = formats[0] ?? "image/jpeg";
  const containedIn = files.map(({ source }) => ref(String(source)));
  const set = (id: string, kind: string, includes: string | readonly string[]) => ({
    "@type": "cr:FileSet",
    "@id": id,
    name: id,
    containedIn,
    encodingFormat: kind,
    includes,
  });
  const named = (id: string, fileSet: string, tail: string) => ({
    "@type": "cr:Field",
    "@id": id,
    name: id,
    dataType: "sc:Text",
    source: {
      fileSet: ref(fileSet),
      extract: { fileProperty: "filename" },
      transform: { regex: `^(.+)\\.${tail}$` },
    },
  });
  return {
    distribution: [
      ...files.map((file) => fileObject(file, "application/x-tar")),
      set(
        "images",
        encodingFormat,
        used.map((ending) => `*.${ending}`),
      ),
      set("captions", "text/plain", "*.txt"),
    ],
    recordSet: [
      {
        "@type": "cr:RecordSet",
        "@id": "texts",
        name: "texts",
        key: ref("texts/key"),
        field: [
          named("texts/key", "captions", "txt"),
          {
            "@type": "cr:Field",
            "@id": "texts/alt",
            name: "texts/alt",
            dataType: "sc:Text",
            source: { fileSet: ref("captions"), extract: { fileProperty: "content" } },
          },
        ],
      },
      {
        "@type": "cr:RecordSet",
        "@id": "pairs",
        name: "pairs",
        key: ref("pairs/key"),
        field: [
          {
            ...named("pairs/key", "images", `(?:${used.join("|")})`),
            references: { field: ref("texts/key") },
          },
          {
            "@type": "cr:Field",
            "@id": "pairs/image",
            name: "pairs/image",
            dataType: "sc:ImageObject",
            source: { fileSet: ref("images"), extract: { fileProperty: "content" } },
          },
          {
            "@type": "cr:Field",
            "@id": "pairs/alt",
            name: "pairs/alt",
            dataType: "sc:Text",
            source: { field: ref("texts/alt") },
          },
        ],
      },
    ],
  };
}

/** Columns as `sluice curate --format parquet` writes them; metadata sets name theirs otherwise. */
const parquetFields = [
  { name: "image", dataType: "sc:ImageObject", jsonPath: "bytes" },
  { name: "text", dataType: "sc:Text" },
  { name: "key", dataType: "sc:Text" },
] as const;

function parquetLayout(files: readonly Node[]): Layout {
  return {
    distribution: files.map((file) => fileObject(file, "application/x-parquet")),
    recordSet: tableRecordSets(
      "pairs",
      files.map(({ source }) => String(source)),
      parquetFields,
    ),
  };
}

/** Keys in one order, whatever order they were put together in; `@` comes first by itself. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]));
}
