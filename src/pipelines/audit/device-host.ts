import { rmSync } from "node:fs";
import { createServer } from "node:net";
import { sessionHost } from "../../../models/index.ts";
import { parent } from "../../process/parent.ts";
import { answer } from "./device-wire.ts";

/** A process that holds one device's sessions for all workers; it ends with the one that started it. */
const { setup, hear, end } = await parent<{ readonly path: string }, { readonly close: true }>();
const host = sessionHost();
// One that died before it left its name behind.
if (process.platform !== "win32") rmSync(setup.path, { force: true });
const server = createServer((socket) => answer(socket, host));
server.listen(setup.path);
hear(() => {
  server.close();
  void host.close().then(end, end);
});
