import type { Examined } from "../../../datasets/index.ts";
import { counted, gibibytes } from "../../process/figures.ts";
import { printable } from "../../process/printable.ts";
import type { AddCommand } from "../../words/command.ts";
import { jsonText } from "../../words/json-text.ts";

export const addDoctor: AddCommand = (program, session) => {
  program
    .command("doctor")
    .description(
      "what this machine can do: devices and why not, terminal, models, disk; of a dataset, whether it can be read from here",
    )
    .argument("[uri]", "a dataset: try one range read of it, and say what credentials were used")
    .option("--json", "print one JSON document on stdout")
    .addHelpText("after", "\nExamples:\n  sluice doctor\n  sluice doctor hf://datasets/org/name")
    .action(async (uri: string | undefined, flags: { readonly json?: boolean }) => {
      const { examineData, examineMachine } = await import("../../actions/doctor.ts");
      if (uri !== undefined) {
        const found = await examineData(uri);
        session.print(flags.json ? jsonText(found) : placeText(found));
        return session.exit(found.problem === null ? 0 : 2);
      }
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

function placeText({ place, credentials, files, read, milliseconds, problem }: Examined): string {
  const reads =
    read === null ? "nothing had to be asked for by range" : `a range of ${read} in ${milliseconds} ms`;
  return [
    place,
    `credentials: ${credentials}`,
    ...(problem === null ? [`${counted(files, "file")}; ${reads}`] : [`cannot be read: ${problem}`]),
  ]
    .map(printable)
    .join("\n");
}

const shownAs = {
  kitty: "as themselves, by Kitty's Unicode placeholders",
  sixel: "as themselves, in sixels",
  truecolor: "as blocks in 24-bit colours, or in sixels where the terminal says that it has them",
  "256": "as blocks in 256 colours, or in sixels where the terminal says that it has them",
  words: "in words",
} as const;
