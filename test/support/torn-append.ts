import { openAppend } from "../../src/process/append.ts";
import { fillDisk, freeDisk } from "./full-disk.ts";

/** Appends to a file whose disk has room for a part of the second record alone, and for the third again. */
async function run(path: string): Promise<void> {
  process.on("SIGXFSZ", () => {});
  const file = await openAppend(path);
  await file.append({ n: 1 });
  fillDisk(process.pid, 12);
  const failed = await file.append({ n: 2 }).then(
    () => false,
    () => true,
  );
  freeDisk(process.pid);
  await file.append({ n: 3, failed });
  await file.close();
}

void run(process.argv[2] ?? "");
