import { statfs } from "node:fs/promises";
import { totalmem } from "node:os";
import { type Examined, examinePlace, scratchBy, trafficSoFar } from "../../datasets/index.ts";
import { hubCache, listModels, probeModel } from "../../models/index.ts";
import { graphicsOf, tmuxPassthrough } from "../exposure/terminal/graphics.ts";
import { cores } from "../process/cores.ts";
import { trafficBy } from "../process/network.ts";
import { version } from "../process/version.ts";
import { ownFolder } from "../run/own-folder.ts";

/**
 * What this machine can do: devices and why not, terminal, models, disk.
 * @param stdout absent where it is no terminal
 */
export async function examineMachine(env: NodeJS.ProcessEnv, stdout: NodeJS.WriteStream | undefined) {
  const { bavail, bsize } = await statfs(".");
  return {
    schema: "sluice.doctor/1",
    sluice: version,
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    cores: cores(),
    memory: totalmem(),
    diskFree: bavail * bsize,
    devices: await probeModel("nsfw-mobilenet-v2"),
    terminal: {
      columns: stdout?.columns ?? null,
      rows: stdout?.rows ?? null,
      colours: stdout !== undefined && !env["NO_COLOR"] ? 2 ** stdout.getColorDepth(env) : 0,
      tmux: env["TMUX"] !== undefined,
      unicode: /utf-?8/iu.test(env["LC_ALL"] || env["LC_CTYPE"] || env["LANG"] || ""),
    },
    images: await imagesOf(env),
    hubCache: hubCache(),
    models: (await listModels()).map(({ id, state }) => ({ id, state })),
  };
}

/** How images come out here, and what would make them better. */
async function imagesOf(env: NodeJS.ProcessEnv) {
  const { graphics, tmux, because } = graphicsOf(env, await tmuxPassthrough(env));
  const better = graphicsOf(env, true).graphics === "kitty" && graphics !== "kitty";
  const hint = better ? "in ~/.tmux.conf: set -g allow-passthrough on" : null;
  return { graphics, tmux, because, hint };
}

/** Whether a dataset's place can be read from here, and with what credentials; their values are in no result. */
export async function examineData(uri: string): Promise<Examined & { readonly schema: string }> {
  scratchBy(() => ownFolder("data"));
  trafficBy(trafficSoFar);
  return { schema: "sluice.doctor-place/1", ...(await examinePlace(uri)) };
}
