import { resolve } from "node:path";
import { decodeImage } from "../../datasets/index.ts";
import type { Pixels } from "../../models/index.ts";
import { type Gate, GateRefusal, refusalBy } from "../gate/gate.ts";
import { claimOf } from "../gate/own-claim.ts";
import { type GateState, type ImageState, releaseHindrance } from "../gate/state/state.ts";
import type { Entry } from "../ledger/entry.ts";
import type { GateEvent } from "../ledger/event.ts";
import type { SigningKey } from "../ledger/keys/signing-key.ts";
import { CliError } from "../process/errors.ts";
import { counted } from "../process/figures.ts";
import { intoNewFile } from "../process/new-file.ts";
import { printable } from "../process/printable.ts";
import { drawSheet, type Tile } from "../provenance/draw-sheet.ts";
import { formatOf, type ReleaseFormat, shrunk } from "../provenance/encode.ts";
import type { SheetReceipt } from "../provenance/receipt.ts";
import type { ReleaseSigner } from "../provenance/signer.ts";
import { embedWatermark } from "../provenance/watermark/embed.ts";
import { type ReleaseFile, writeRelease } from "../provenance/write-release.ts";
import { askedFirst } from "./asked-first.ts";
import { type GateSession, inside } from "./opened.ts";
import { type FileMarks, marksOf, type SignedBy, signerOf } from "./release-file.ts";
import { decrypted, identityOf } from "./reveal.ts";

/** Most places of a sheet, and the longest side of a picture on it, in pixels. */
const MOST = 100;
const SIDE = 256;

/** A sheet that was written. */
export interface ContactSheet extends FileMarks {
  /** Absolute path of the file. */
  readonly out: string;
  readonly entry: number;
  /** Images on it. */
  readonly images: readonly string[];
  /** Named, but not released: empty places. */
  readonly gaps: readonly string[];
}

/**
 * Writes one sheet of released images, as their releases showed them, with provenance of its own that names their
 * receipts. What was not released is an empty place with its name. Recorded before the file is written.
 * @param names requests and images, as r12 and r12.0
 * @param to out must not be there yet
 * @throws CliError (exit code 2) for a name of nothing, or too many; GateRefusal (3) while none is released, or the
 * person may not release one of them
 */
export async function contactSheet(
  session: GateSession,
  names: readonly string[],
  to: SignedBy & { readonly out: string },
): Promise<ContactSheet> {
  const { out } = to;
  const format = formatOf(out);
  const signer = await signerOf(session, to);
  const { file, entry, images, gaps } = await intoNewFile(out, () =>
    recorded(session, names, format, signer),
  );
  return { out: resolve(out), entry: entry.seq, images, gaps, ...marksOf(file) };
}

async function recorded(
  { [inside]: { gate, keys, now } }: GateSession,
  names: readonly string[],
  format: ReleaseFormat,
  signer: ReleaseSigner,
): Promise<Pick<ContactSheet, "images" | "gaps"> & { readonly file: ReleaseFile; readonly entry: Entry }> {
  const ids = idsOf(gate.state, names);
  const shown = new Map(ids.flatMap((id) => drawable(gate.state, id)));
  const images = [...shown.keys()];
  const what = `make a contact sheet of ${names.join(", ")}`;
  if (images.length === 0)
    throw new GateRefusal(
      what,
      refusalBy({
        rule: "not-released",
        reason: `none of ${ids.length} image${ids.length === 1 ? "" : "s"} is released; next: sluice gate release ${ids[0] ?? ""} --out FILE`,
      }),
    );
  const ask = (event: GateEvent) => askedFirst(gate, keys.signing, what, event, now);
  // Before anything is decrypted.
  ask(eventOf(images, format, null));
  const identity = identityOf(keys);
  const tiles: Tile[] = [];
  for (const name of ids) {
    const image = shown.get(name);
    tiles.push({ name, pixels: image ? await asReleased(gate, image, identity, now) : null });
  }
  const receipt = await receiptOf(gate, images, keys.signing);
  const file = await writeRelease(drawSheet(tiles), { format, signer, receipt });
  const entry = await gate.act(keys.signing, ask(eventOf(images, format, file)));
  return { file, entry, images, gaps: ids.filter((id) => !shown.has(id)) };
}

/** Images by name, each once; a request stands for all that it asked for. */
function idsOf(state: GateState, names: readonly string[]): readonly string[] {
  const ids = names.flatMap((name) => {
    const [request, index] = name.split(".");
    const count = state.requests.get(request ?? "")?.asked.images ?? 0;
    const all = Array.from({ length: count }, (_, i) => `${request}.${i}`);
    const found = index === undefined ? all : all.filter((id) => id === name);
    if (found.length > 0) return found;
    throw new CliError(
      `Cannot make a contact sheet of "${printable(name)}": wanted a request or an image, as r12 or r12.0; see sluice gate list`,
      { exitCode: 2 },
    );
  });
  const once = [...new Set(ids)];
  if (once.length <= MOST) return once;
  throw new CliError(
    `Cannot make a contact sheet of ${counted(once.length, "image")}: ${MOST} at most; name some, as r12.0`,
    {
      exitCode: 2,
    },
  );
}

function drawable(state: GateState, id: string): readonly (readonly [string, ImageState])[] {
  const image = state.images.get(id);
  const leaves = image !== undefined && image.released !== null && releaseHindrance(state, image) === null;
  return leaves ? [[id, image]] : [];
}

/** The picture with the mark of its release, made smaller where it is large. */
async function asReleased(gate: Gate, image: ImageState, identity: string, now: () => Date): Promise<Pixels> {
  const { pixels, error } = await decodeImage(await decrypted(gate, image, identity, now));
  if (!pixels)
    throw new CliError(`Cannot draw "${image.id}": ${error ?? "it does not decode"}`, { exitCode: 1 });
  const mark = image.released?.provenance.watermark ?? null;
  return shrunk(mark === null ? pixels : embedWatermark(pixels, Number.parseInt(mark, 16)), SIDE);
}

async function receiptOf(gate: Gate, images: readonly string[], key: SigningKey): Promise<SheetReceipt> {
  const { entries, state } = gate;
  const releases = images.map((image) => ({
    image,
    entry: entries.findLast(({ event }) => event.type === "release" && event.image === image),
  }));
  const first = releases[0]?.entry;
  return {
    sheet: releases.map(({ image, entry }) => ({
      image,
      receiptSha256: state.images.get(image)?.released?.provenance.c2pa ?? null,
      ledgerEntry: Buffer.from(entry?.leaf ?? []).toString("hex"),
    })),
    ...(first === undefined ? {} : { gate: await claimOf(gate, first.seq, key) }),
  };
}

/** @param file null before it is made: what the rules ask does not depend on it */
function eventOf(images: readonly string[], format: ReleaseFormat, file: ReleaseFile | null): GateEvent {
  return {
    type: "sheet",
    images,
    file: { sha256: file?.sha256 ?? "", bytes: file?.bytes.length ?? 0, format },
    provenance: { c2pa: file?.receiptSha256 ?? null, iptc: true, watermark: file?.watermark?.id ?? null },
  };
}
