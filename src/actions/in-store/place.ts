import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { z } from "zod";
import { isSafeKey, PUSH_DONE, type WritableStore } from "../../../datasets/index.ts";
import { refuseTwice } from "../../claims/lease-objects.ts";
import { CliError, oneLine } from "../../process/errors.ts";
import type { Context } from "../../process/events.ts";
import { shellWord } from "../../process/shell-word.ts";
import { ownFolder } from "../../run/own-folder.ts";
import { bookOf, inOneLine, RUN_PLANNED as PLANNED, placeOf } from "../elsewhere/book.ts";

/** Where its shards are claimed. */
export const CLAIMS = ".sluice/claims";
/** Who held it against which lists of known harm, a file a worker. */
export const CUSTODY = ".sluice/custody/";
/** Bytes of a plan: a million shards' names. */
const MOST_PLAN = 256 * 2 ** 20;

const shape = z.strictObject({
  schema: z.literal("sluice.planned-run/1"),
  files: z.array(z.strictObject({ path: z.string().refine(isSafeKey), base64: z.string() })),
});

/** A run's place in object storage. */
export interface RunPlace {
  readonly store: WritableStore;
  /** The plan that stands there; `undefined` where none does. */
  readonly planned: z.infer<typeof shape> | undefined;
  /** Whether it is sealed. */
  readonly isSealed: boolean;
}

/** Looks at a place. @throws CliError (exit code 2) where it cannot be reached, or what stands there is no plan */
export async function openRunPlace(uri: string, signal: AbortSignal): Promise<RunPlace> {
  const store = await placeOf(uri);
  return inOneLine(async () => {
    const facts = await store.stat(PLANNED, signal);
    const isSealed = (await store.stat(PUSH_DONE, signal)) !== undefined;
    if (facts === undefined) return { store, isSealed, planned: undefined };
    if (facts.size > MOST_PLAN) throw damaged(store.name, `wanted at most ${MOST_PLAN} bytes`);
    const bytes = await store.range(PLANNED, { start: 0, end: facts.size }, signal);
    try {
      return { store, isSealed, planned: shape.parse(JSON.parse(Buffer.from(bytes).toString("utf8"))) };
    } catch (cause) {
      throw damaged(store.name, oneLine(cause));
    }
  });
}

function damaged(name: string, why: string): CliError {
  return new CliError(`Cannot open run "${name}": its plan is none: ${why}`, { exitCode: 2 });
}

/** The plan of a place. @throws CliError (exit code 2) where there is none */
export function plannedAt({ store, planned }: RunPlace): NonNullable<RunPlace["planned"]> {
  if (planned !== undefined) return planned;
  throw new CliError(
    `Cannot open run "${store.name}": nothing was planned there; plan it: sluice plan URI --out ${shellWord(store.name)}`,
    { exitCode: 2 },
  );
}

/** Puts a run that is planned in a folder into its place. @returns false where another plan stands there by now */
export async function putPlan(store: WritableStore, folder: string, signal: AbortSignal): Promise<boolean> {
  const files = [];
  for (const { path } of (await bookOf(folder, signal)).files)
    files.push({ path, base64: (await readFile(join(folder, path))).toString("base64") });
  const bytes = Buffer.from(`${JSON.stringify({ schema: "sluice.planned-run/1", files })}\n`);
  if (bytes.length > MOST_PLAN)
    throw new CliError(
      `Cannot plan a run in "${store.name}": its plan is longer than ${MOST_PLAN} bytes; plan it in a folder and use sluice push`,
      { exitCode: 2 },
    );
  return inOneLine(() => store.putIfAbsent(PLANNED, bytes, signal));
}

/** @throws CliError (exit code 2) where something else lies in a place, or its storage takes one name twice */
export async function refuseUnfit({ store }: RunPlace, signal: AbortSignal): Promise<void> {
  await inOneLine(async () => {
    for await (const { key } of store.list("", signal))
      if (key !== PLANNED && !key.startsWith("try-"))
        throw new CliError(
          `Cannot plan a run in "${store.name}": something else is there; name an empty place`,
          { exitCode: 2 },
        );
    await refuseTwice(store, `plan a run in "${store.name}"`, "plan it in a folder and use sluice push");
  });
}

/** Makes a run's folder of a plan's files. */
export async function unpackPlan(planned: NonNullable<RunPlace["planned"]>, folder: string): Promise<void> {
  await mkdir(join(folder, "scores"), { recursive: true });
  for (const { path, base64 } of planned.files) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), Buffer.from(base64, "base64"));
  }
}

/**
 * Lets a folder of this machine stand for a run in object storage while something is done with it; it goes afterwards.
 * What is said of the folder is said of the run's place.
 */
export async function withMirror<T>(
  name: string,
  context: Context,
  act: (folder: string, context: Context) => Promise<T>,
): Promise<T> {
  const scratch = ownFolder("run");
  const folder = join(scratch, "run");
  await mkdir(folder);
  const emit: Context["emit"] = (event) => {
    if (event.type === "run-started") context.emit({ ...event, run: name });
    else if (event.type === "trouble")
      context.emit({ ...event, trouble: event.trouble.replaceAll(folder, name) });
    else context.emit(event);
  };
  try {
    return await inOneLine(() => act(folder, { ...context, emit }));
  } catch (cause) {
    if (!(cause instanceof CliError) || !cause.message.includes(folder)) throw cause;
    throw new CliError(cause.message.replaceAll(folder, name), { exitCode: cause.exitCode, cause });
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}
