import { lstat, readdir } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import type { Row } from "../../../filters/index.ts";
import { sha256Of } from "../../digest/sha256.ts";
import { CliError, oneLine } from "../../process/errors.ts";
import {
  fileModeIn,
  innerFolder,
  readSafely,
  removeSafely,
  safeName,
  writeSafely,
} from "../../process/safe-files.ts";
import { seal, unseal } from "./seal.ts";

/** What is known of a sealed image without opening it: `quarantine/<id>/item.json`. It holds nothing of the prompt. */
export interface HeldImage {
  readonly id: string;
  readonly job: string;
  readonly stage: string;
  readonly width: number;
  readonly height: number;
  /** SHA-256 (hex) of the PNG in clear. */
  readonly sha256: string;
  /** SHA-256 (hex) and size of the sealed image, as it lies on disk. */
  readonly sealedSha256: string;
  readonly sealedBytes: number;
  /** `held` waits for a reviewer, `blocked` was refused by the policy, `destroyed` has only these facts left. */
  readonly state: "held" | "blocked" | "destroyed";
  /** Rules that fired, the deciding one first. */
  readonly rules: readonly string[];
  /** Kept for ever, so that old images can be judged again under a new policy. */
  readonly scores: Row;
  /** SHA-256 (hex) of the policy that decided. */
  readonly policySha256: string;
  /** ISO 8601, UTC. */
  readonly storedAt: string;
  readonly destroyedAt?: string;
}

/** An image on its way into quarantine. */
export type NewImage = Omit<
  HeldImage,
  "sha256" | "sealedSha256" | "sealedBytes" | "state" | "storedAt" | "destroyedAt"
> & {
  readonly blocked: boolean;
  /** PNG in clear; it is sealed before anything is written. */
  readonly png: Uint8Array;
  /** An obscured picture (`src/exposure/obscure.ts`) in clear; sealed as well. */
  readonly thumbnail: Uint8Array;
};

export type SealedPart = "image" | "thumbnail";

/** Images at rest, sealed for the reviewers and auditors. */
export interface Quarantine {
  /** Seals and stores; refuses an id that is taken, unless it is to be replaced: what a crash left before the ledger knew of it. */
  put(image: NewImage, options?: { readonly replace?: boolean }): Promise<HeldImage>;
  /** Everything ever stored, by id; what cannot be read is named in `trouble`. */
  list(): Promise<{ readonly images: readonly HeldImage[]; readonly trouble: readonly string[] }>;
  facts(id: string): Promise<HeldImage>;
  /** @throws CliError (exit code 2) when destroyed, changed, or not sealed for this identity */
  open(id: string, identity: string, part: SealedPart): Promise<Uint8Array>;
  /** Removes the sealed files; hash and scores stay. */
  destroy(id: string): Promise<HeldImage>;
  /** Destroys blocked images that are at least `days` old; returns their ids. */
  sweep(days: number): Promise<readonly string[]>;
}

const held: z.ZodType<HeldImage> = z.strictObject({
  id: z.string(),
  job: z.string(),
  stage: z.string(),
  width: z.int().positive(),
  height: z.int().positive(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/u),
  sealedSha256: z.string().regex(/^[0-9a-f]{64}$/u),
  sealedBytes: z.int().positive(),
  state: z.enum(["held", "blocked", "destroyed"]),
  rules: z.array(z.string()),
  scores: z.record(z.string(), z.union([z.number(), z.string(), z.boolean(), z.null()])),
  policySha256: z.string(),
  storedAt: z.iso.datetime(),
  destroyedAt: z.iso.datetime().exactOptional(),
});

const DAY = 86_400_000;

/**
 * Opens `quarantine/`, making it when it is not there.
 * @param recipients age recipients of the reviewers and auditors, for what is stored from now on
 */
export async function openQuarantine(
  folder: string,
  options: { readonly recipients: readonly string[]; readonly now: () => Date },
): Promise<Quarantine> {
  await innerFolder(folder);
  const mode = await fileModeIn(folder);
  const place = (id: string) => join(folder, safeName(id));
  const facts = (id: string) => readFacts(place(id), id);
  const save = async (image: HeldImage) => {
    await writeSafely(join(place(image.id), "item.json"), `${JSON.stringify(image, null, 2)}\n`, mode);
    return image;
  };
  const destroy = async (id: string) => {
    const image = await facts(id);
    // What a crash left half written under another name goes too.
    for (const file of await readdir(place(id)))
      if (/^(?:image|thumbnail)\.age/u.test(file)) await removeSafely(join(place(id), file));
    return image.state === "destroyed"
      ? image
      : save({ ...image, state: "destroyed", destroyedAt: options.now().toISOString() });
  };
  const list = async () => {
    const images: HeldImage[] = [];
    const trouble: string[] = [];
    for (const id of (await readdir(folder)).sort())
      await facts(id).then(
        (image) => images.push(image),
        (error: unknown) => trouble.push(oneLine(error)),
      );
    return { images, trouble };
  };
  return {
    facts,
    list,
    destroy,
    async put({ blocked, png, thumbnail, ...rest }, { replace = false } = {}) {
      const home = await newPlace(place(rest.id), rest.id, replace);
      const sealed = await seal(png, options.recipients);
      await writeSafely(join(home, "thumbnail.age"), await seal(thumbnail, options.recipients), mode);
      await writeSafely(join(home, "image.age"), sealed, mode);
      return save({
        ...rest,
        sha256: sha256Of(png),
        sealedSha256: sha256Of(sealed),
        sealedBytes: sealed.length,
        state: blocked ? "blocked" : "held",
        storedAt: options.now().toISOString(),
      });
    },
    async open(id, identity, part) {
      const image = await facts(id);
      if (image.state === "destroyed") throw refusal(id, `it was destroyed at ${image.destroyedAt ?? "?"}`);
      const sealed = await readSafely(join(place(id), `${part}.age`));
      if (part === "image" && sha256Of(sealed) !== image.sealedSha256)
        throw refusal(id, `the sealed file has SHA-256 ${sha256Of(sealed)}, wanted ${image.sealedSha256}`);
      const bytes = await unseal(sealed, identity).catch((cause) => {
        throw refusal(id, oneLine(cause), cause);
      });
      if (part === "image" && sha256Of(bytes) !== image.sha256)
        throw refusal(id, `its SHA-256 is ${sha256Of(bytes)}, wanted ${image.sha256}`);
      return bytes;
    },
    async sweep(days) {
      const due = options.now().getTime() - days * DAY;
      const old = (await list()).images.filter(
        ({ state, storedAt }) => state === "blocked" && Date.parse(storedAt) <= due,
      );
      for (const { id } of old) await destroy(id);
      return old.map(({ id }) => id);
    },
  };
}

/** A folder of its own that holds no image yet; what a crash left of one is written over. */
async function newPlace(home: string, id: string, replace: boolean): Promise<string> {
  await innerFolder(home);
  if (replace) {
    // The facts go first: without them nothing stands for the image while it is replaced.
    await removeSafely(join(home, "item.json"));
    return home;
  }
  const taken = await readSafely(join(home, "item.json")).then(
    () => true,
    () => false,
  );
  if (taken) throw refusal(id, "an image of this name is there already");
  return home;
}

async function readFacts(home: string, id: string): Promise<HeldImage> {
  await privateFolderThere(home);
  const text = Buffer.from(await readSafely(join(home, "item.json"))).toString("utf8");
  try {
    const image = held.parse(JSON.parse(text));
    if (image.id === id) return image;
    throw new Error(`item.json speaks of "${image.id.slice(0, 40)}"`);
  } catch (cause) {
    throw refusal(id, `its item.json is damaged: ${oneLine(cause)}`, cause);
  }
}

/** A link in place of an item's folder would let another folder pass for it. */
async function privateFolderThere(home: string): Promise<void> {
  const facts = await lstat(home).catch(() => undefined);
  if (facts?.isDirectory() && !facts.isSymbolicLink()) return;
  throw new CliError(
    `Cannot open "${home}": wanted an image in quarantine, got ${facts ? "a link or file" : "nothing"}`,
    {
      exitCode: 2,
    },
  );
}

function refusal(id: string, reason: string, cause?: unknown): CliError {
  return new CliError(`Cannot open image "${id}": ${reason}`, { exitCode: 2, cause });
}
