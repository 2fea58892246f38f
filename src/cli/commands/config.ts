import { ownKeysOf } from "../../keys/own-keys.ts";
import { personalFile, settledSettings } from "../../process/personal.ts";
import type { AddCommand } from "../../words/command.ts";
import { jsonText } from "../../words/json-text.ts";
import { columns } from "../../words/texts/columns.ts";

export const addConfig: AddCommand = (program, session) => {
  const config = program.command("config").description("a person's settings, and where each comes from");
  config
    .command("show")
    .description("what holds now: a flag overrides a variable, a variable the settings file")
    .option("--origin", "where each comes from")
    .option("--json", "print one JSON document on stdout")
    .addHelpText(
      "after",
      "\nThe file is $XDG_CONFIG_HOME/sluice/config.yaml (~/.config/sluice/config.yaml), one setting a line:\n  reviewer: ann\n  veil: 0.05\n  columns: [text_toxicity, language]\n  keys: { explore: { space: X } }\n\nExample:\n  sluice config show --origin",
    )
    .action(async ({ origin = false, json }: { readonly origin?: boolean; readonly json?: boolean }) => {
      const settings = await settledSettings(session.given);
      ownKeysOf(settings.find(({ name }) => name === "keys")?.value ?? "");
      const file = personalFile(session.given);
      if (json) return session.print(jsonText({ schema: "sluice.settings/1", file, settings }));
      const rows = settings.map((one) => [
        one.name,
        one.value ?? "–",
        ...(origin ? [one.origin] : []),
        one.about,
      ]);
      for (const line of columns([["setting", "value", ...(origin ? ["from"] : []), "means"], ...rows]))
        session.print(line);
    });
};
