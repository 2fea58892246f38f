import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { copyOnce, makeRoom, type ObjectFacts } from "../../../datasets/index.ts";
import { CliError } from "../../process/errors.ts";
import type { Context } from "../../process/events.ts";
import { oddIn, standFor } from "../../process/stand-in.ts";
import { ownFolder } from "../../run/own-folder.ts";
import { type BookFile, inOneLine, placeOf } from "./book.ts";
import { getFile, wholeBook } from "./pull.ts";
import { transfer } from "./transfer.ts";

/**
 * Lets a folder of this process stand for a run in object storage, to be read: each of its files is fetched once by all
 * processes of a user on a machine, as remote JSON is, by its SHA-256.
 * @returns the folder, which goes with the process
 * @throws CliError (exit code 2) where no whole run is there, there is no room for it, or it is no longer what was pushed
 */
export function runFrom(uri: string, context: Context): Promise<string> {
  return inOneLine(async () => {
    const store = await placeOf(uri);
    const { files } = await wholeBook(store, context.signal, "open run");
    if (!files.some(({ path }) => path === "run.json"))
      throw new CliError(`Cannot open run "${store.name}": no run.json in it`, { exitCode: 2 });
    const name = store.name.split("/").at(-1) ?? "";
    const folder = join(
      ownFolder("run"),
      oddIn(store.name),
      name.replace(/[^\p{L}\p{N}_.-]+/gu, "_").replace(/^\.+/u, "") || "run",
    );
    mkdirSync(folder, { recursive: true });
    await makeRoom(`Cannot open run "${store.name}"`, "of its files", folder, store, files.map(factsOf));
    await transfer(files, context, (file, onBytes, signal) =>
      copyOnce(
        { store, facts: factsOf(file), path: join(folder, file.path) },
        () => getFile(store, folder, file, onBytes, signal),
        signal,
      ),
    );
    standFor(folder, store.name);
    return folder;
  });
}

/** What of a book's file tells its states apart. */
function factsOf({ path, at, bytes, sha256 }: BookFile): ObjectFacts {
  return { key: at ?? path, size: bytes, sha256 };
}
