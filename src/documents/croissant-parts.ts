import { counted } from "../process/figures.ts";
import { archiveType, filesAlone, namesOf, packingOf } from "./croissant-files.ts";
import { memberLayout } from "./croissant-members.ts";
import { type Described, fileObject, once, unopened } from "./croissant-nodes.ts";
import { tableLayout } from "./croissant-table-files.ts";
import type { LayoutPart, LayoutRow, WholeFile } from "./layout.ts";

/** Archives with names that come in others, too, are described one by one up to so many. */
const MOST_ARCHIVES = 100;

/** What Croissant says of each part of the audited files, in their order. */
export function describedParts(parts: readonly LayoutPart[]): readonly Described[] {
  return parts.map((part, i) => described(part, parts.length === 1 ? "" : `-${i + 1}`));
}

/** What no document says of the files, or its reference reader does not read: a sentence each. */
export function croissantLimits(parts: readonly LayoutPart[]): readonly string[] {
  return describedParts(parts).flatMap(({ limits = [] }) => limits);
}

function described(part: LayoutPart, number: string): Described {
  const { format, files, members, apart } = part;
  if (members.length > 0) return archives(part, files, members, "application/x-tar", number);
  if (format !== "folder") return tableLayout(part, number);
  return part.zips.length === 0
    ? folder(part, number)
    : archives(part, part.zips, apart, archiveType(...part.zips), number);
}

function folder(part: LayoutPart, number: string): Described {
  const { apart, again } = part;
  const isElsewhere = apart.some(({ elsewhere }) => elsewhere);
  const captions = apart.filter(({ takenFor, type }) => takenFor === "caption" && type === "text/plain");
  const rows = isElsewhere && again.apart > 0 ? apart.filter((row) => !captions.includes(row)) : apart;
  const inside = memberLayout(rows, [], number, isElsewhere && rows === apart);
  if (inside === null) return filesAlone(part, "no file of it is a picture");
  const types = unopened(apart.filter(({ type }) => type.startsWith("image/")));
  return {
    ...inside,
    limits: [
      ...(types.length === 0
        ? []
        : [
            `pairs${number} is described, for other readers: mlcroissant opens no ${types.join(" or ")} outside of archives`,
          ]),
      ...(isElsewhere && (rows !== apart || captions.length === 0)
        ? [
            `pairs${number} has no captions: they lie in other folders than the pictures, under names that come again, and Croissant joins by names`,
          ]
        : []),
    ],
  };
}

function archives(
  part: LayoutPart,
  files: readonly WholeFile[],
  rows: readonly LayoutRow[],
  kind: string,
  number: string,
): Described {
  if (files.some(({ sha256 }) => sha256 === null))
    return filesAlone(part, "the run has no hash of the whole file, which Croissant wants");
  if (part.again.within > 0)
    return filesAlone(
      part,
      `members of one name come ${counted(part.again.within, "time")} again in the same archive, and who unpacks it has one of them`,
    );
  const byName = rows.some(({ elsewhere }) => elsewhere);
  if (byName && part.again.apart > 0)
    return filesAlone(
      part,
      "captions lie in other folders than the pictures, under names that come again, and Croissant joins by names",
    );
  const isApart = part.again.apart > 0 && files.length > 1;
  if (isApart && files.length > MOST_ARCHIVES)
    return filesAlone(
      part,
      `its archives hold members of the same names, so that each is a record set of its own, and those of more than ${MOST_ARCHIVES} are left out`,
    );
  const sets = isApart
    ? files.map(({ path }, i) => memberLayout(rows, [path], `${number}-${i}`))
    : [
        memberLayout(
          rows,
          files.map(({ path }) => path),
          number,
          byName,
        ),
      ];
  if (sets.some((set) => set === null)) return filesAlone(part, "no member of it is a picture");
  const packings = [...new Set(files.flatMap(({ path }) => packingOf(path) ?? []))].filter(
    (packing) => packing === "application/zstd",
  );
  return {
    distribution: once([
      ...files.map((file) => fileObject(file, packings.length === 0 ? kind : [kind, ...packings])),
      ...sets.flatMap((set) => set?.distribution ?? []),
    ]),
    recordSet: sets.flatMap((set) => set?.recordSet ?? []),
    limits:
      packings.length === 0
        ? []
        : [`${namesOf(part.files, part.number)} packed by zstd, which mlcroissant does not unpack`],
  };
}
