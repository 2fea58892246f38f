import { statfs } from "node:fs/promises";
import { totalmem } from "node:os";
import { cores } from "../../process/cores.ts";
import { gibibytes } from "../../process/figures.ts";
import { version } from "../../process/version.ts";
import type { AddCommand } from "../command.ts";

export const addDoctor: AddCommand = (program, session) => {
  program
    .command("doctor")
    .description("what this machine can do: devices and why not, terminal, models, disk")
    .option("--json", "print one JSON document on stdout")
    .addHelpText("after", "\nExample:\n  sluice doctor")
    .action(async (flags: { readonly json?: boolean }) => {
      const found = await examine(session.env);
      if (flags.json) return session.print(JSON.stringify(found));
      session.print(`sluice ${found.sluice}, Node ${found.node}, ${found.platform}`);
      session.print(
        `cores ${found.cores}, memory ${gibibytes(found.memory)}, free on this disk ${gibibytes(found.diskFree)}`,
      );
      session.print("devices, best first (the first that serves is what --device auto takes):");
      for (const { device, reason } of found.devices)
        session.print(`  ${device.padEnd(8)} ${reason === null ? "serves" : `no: ${reason}`}`);
      const { columns, rows, colours, tmux, unicode } = found.terminal;
      session.print(
        `terminal: ${columns ? `${columns} × ${rows}, ${colours} colours` : "none"}${tmux ? ", in tmux" : ""}${unicode ? "" : ", no UTF-8 locale"}`,
      );
      session.print(`images are shown ${shownAs[found.images.graphics]}: ${found.images.because}`);
      if (found.images.hint !== null) session.print(`  ${found.images.hint}`);
      session.print(`models in ${found.hubCache}:`);
      for (const { id, state } of found.models) session.print(`  ${id.padEnd(24)} ${state}`);
    });
};

const shownAs = {
  kitty: "as themselves, by Kitty's Unicode placeholders",
  truecolor: "as half blocks in 24-bit colours",
  "256": "as half blocks in 256 colours",
  words: "in words",
} as const;

/** How images come out here, and what would make them better. */
async function imagesOf(env: NodeJS.ProcessEnv) {
  const { graphicsOf, tmuxPassthrough } = await import("../../exposure/terminal/graphics.ts");
  const { graphics, tmux, because } = graphicsOf(env, await tmuxPassthrough(env));
  const better = graphicsOf(env, true).graphics === "kitty" && graphics !== "kitty";
  const hint = better ? "in ~/.tmux.conf: set -g allow-passthrough on" : null;
  return { graphics, tmux, because, hint };
}

async function examine(env: NodeJS.ProcessEnv) {
  const { hubCache, listModels, probeModel } = await import("../../../models/index.ts");
  const { bavail, bsize } = await statfs(".");
  const { stdout } = process;
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
      columns: stdout.columns ?? null,
      rows: stdout.rows ?? null,
      colours: stdout.isTTY && !env["NO_COLOR"] ? 2 ** stdout.getColorDepth(env) : 0,
      tmux: env["TMUX"] !== undefined,
      unicode: /utf-?8/iu.test(env["LC_ALL"] || env["LC_CTYPE"] || env["LANG"] || ""),
    },
    images: await imagesOf(env),
    hubCache: hubCache(),
    models: (await listModels()).map(({ id, state }) => ({ id, state })),
  };
}
