import { join } from "node:path";
import { decodeImage } from "../../datasets/index.ts";
import { type Pointed, pointed } from "../../filters/policies.ts";
import { sha256Of } from "../digest/sha256.ts";
import { framed, type ObscuredImage, type Obscuring, obscure } from "../exposure/obscure.ts";
import { type Gate, GateRefusal } from "../gate/gate.ts";
import { openQuarantine } from "../gate/quarantine/quarantine.ts";
import { authorise } from "../gate/state/authorise.ts";
import { needsRecheck } from "../gate/state/recheck.ts";
import type { ImageState } from "../gate/state/state.ts";
import type { GateEvent, Person } from "../ledger/event.ts";
import type { Keys } from "../ledger/keys/key-file.ts";
import { seal } from "../ledger/sealed.ts";
import { CliError, Refused } from "../process/errors.ts";
import { readSafely } from "../process/safe-files.ts";
import { plainPng } from "../provenance/encode.ts";
import { askedFirst } from "./asked-first.ts";
import { type GateSession, inside } from "./opened.ts";
import { quarantineFolder } from "./record.ts";

/** How a picture is obscured, by rung of the exposure ladder, from 2 on. */
const obscurings: readonly (Obscuring | null)[] = [null, null, "edges", "mosaic", "greyscale", "colour"];

/** How far an image is opened, and for how large a place. */
export interface Reveal {
  readonly image: string;
  /** 2 edges, 3 mosaic, 4 greyscale, 5 colour. */
  readonly rung: number;
  /** Needed where the filters blocked the image. */
  readonly reason?: string | undefined;
  /** Pixels to show at most. */
  readonly width: number;
  readonly height: number;
}

/** What may be seen of an image; what a model looked at is framed in it. */
interface Revealed extends ObscuredImage {
  /** Which model says what of which part; null where none says so much that a map was kept. */
  readonly where: Pointed | null;
}

/**
 * Opens a sealed image up to a rung. The reveal is recorded before anything is shown, and only once the image could
 * be opened: a verdict to pass rests on it. What the rung hides never leaves this function.
 * @throws GateRefusal (exit code 3) when the rules do not let the person look; CliError (2) without an identity
 */
export async function reveal(session: GateSession, wanted: Reveal): Promise<Revealed> {
  const kind = obscurings[wanted.rung];
  if (!kind)
    throw new CliError(
      `Cannot reveal "${wanted.image}": wanted rung 2 (edges) to 5 (colour), got ${wanted.rung}`,
      {
        exitCode: 2,
      },
    );
  const png = await openSealed(session, wanted);
  const seen = await obscure(png, kind, wanted.width, wanted.height);
  const where = await whereIn(session, wanted.image);
  return { ...(where === null ? seen : framed(seen, where.part)), where };
}

/** The map that lies beside the sealed file: a hint for the eye, which no entry of the ledger vouches for. */
async function whereIn({ [inside]: { gate, now } }: GateSession, image: string): Promise<Pointed | null> {
  const quarantine = await openQuarantine(quarantineFolder(gate.folder), { recipients: [], now });
  return pointed((await quarantine.facts(image)).scores["image_where"]);
}

/** Decrypts, then records the reveal: nothing leaves before it is recorded. */
async function openSealed(
  { [inside]: { gate, keys, now } }: GateSession,
  { image, rung, reason }: Reveal,
): Promise<Uint8Array> {
  const identity = identityOf(keys);
  const event: GateEvent = {
    type: "reveal",
    image,
    rung,
    reason: reason === undefined ? null : seal(reason),
  };
  const known = gate.state.images.get(image);
  const person = gate.personOf(keys.signing);
  const unchecked = needsRecheck(gate.state, known, person.id);
  if (!unchecked) askedFirst(gate, keys.signing, "reveal", event, now);
  else askRules(gate, person, event, now);
  if (known === undefined) throw new Error(`no image ${image}`);
  const png = await decrypted(gate, known, identity, now);
  if (unchecked) {
    // It brings the filters along, which no later look needs.
    const { recheck } = await import("./recheck.ts");
    await recheck(gate, keys, known, png);
  }
  await gate.act(keys.signing, event);
  return png;
}

/** Whether the rules let a person look, while the filters have not been run again. @throws GateRefusal (exit code 3) */
function askRules(gate: Gate, person: Person, event: GateEvent, now: () => Date): void {
  const decision = authorise(gate.state, person, event, Math.max(gate.state.clock, now().getTime()));
  if (!decision.allowed) throw new GateRefusal("reveal", decision);
}

/** The age identity. @throws CliError (exit code 2) when the key file has none */
export function identityOf({ identity }: Keys): string {
  if (identity !== null) return identity;
  throw new CliError(
    "Cannot open sealed images: the key file has no age identity; make one beside your SSH key: sluice gate keygen --name work --ssh FILE, and have a steward rekey you",
    { exitCode: 2 },
  );
}

/**
 * The PNG in clear, after its sealed file was held against the ledger: of pixels that were decoded once, so that the
 * filters that run again, whoever looks, and a release see the same picture, whatever a requester's process sealed.
 * @throws CliError (exit code 3) when the quarantine holds something else than the ledger says
 */
export async function decrypted(
  { folder }: Gate,
  { id, judged }: ImageState,
  identity: string,
  now: () => Date,
): Promise<Uint8Array> {
  const refuse = (rule: string, reason: string): never => {
    throw new Refused(`Cannot open image "${id}": ${reason}`, [{ rule, reason }]);
  };
  const sealed = await readSafely(join(quarantineFolder(folder), id, "image.age"));
  if (sha256Of(sealed) !== judged.sealed?.sha256)
    refuse("another-sealed-file", "the sealed file is not the one that the ledger names");
  const quarantine = await openQuarantine(quarantineFolder(folder), { recipients: [], now });
  const png = await quarantine.open(id, identity, "image");
  if (sha256Of(png) !== judged.content)
    refuse("another-content", "its bytes are not the ones that the ledger names");
  return stillPicture(png, id);
}

/** A picture's pixels as a file that says nothing else. @throws CliError (exit code 3) for anything but one still PNG */
async function stillPicture(bytes: Uint8Array, id: string): Promise<Uint8Array> {
  const { facts, pixels, error } = await decodeImage(bytes);
  if (pixels && facts.format === "png" && !facts.animated && facts.frames === 1) return plainPng(pixels);
  const reason = `wanted one still PNG sealed, got ${error ?? `${facts.format ?? "something else"} of ${facts.frames ?? "several"} frames`}`;
  throw new Refused(`Cannot open image "${id}": ${reason}`, [{ rule: "no-still-picture", reason }]);
}
