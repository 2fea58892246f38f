import { gibibytes } from "../../process/figures.ts";
import type { AddCommand } from "../command.ts";
import { jsonText } from "../json-text.ts";

export const addDoctor: AddCommand = (program, session) => {
  program
    .command("doctor")
    .description("what this machine can do: devices and why not, terminal, models, disk")
    .option("--json", "print one JSON document on stdout")
    .addHelpText("after", "\nExample:\n  sluice doctor")
    .action(async (flags: { readonly json?: boolean }) => {
      const { examineMachine } = await import("../../actions/doctor.ts");
      const found = await examineMachine(session.env, session.terminal.stdout);
      if (flags.json) return session.print(jsonText(found));
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
