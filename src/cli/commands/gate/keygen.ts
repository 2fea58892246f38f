import { CliError } from "../../../process/errors.ts";
import type { AddCommand, Session } from "../../../words/command.ts";
import { askSecret, secretFromFile } from "../../ask-secret.ts";
import { placeOf, show } from "../../gate-session.ts";

interface Flags {
  readonly name: string;
  readonly ssh?: string;
  readonly passphrase?: boolean;
  readonly passphraseFile?: string;
  readonly json?: boolean;
}

/** `sluice gate keygen`: a person's key file, and the line that a steward enrols. */
export const addKeygen: AddCommand = (gate, session) => {
  gate
    .command("keygen")
    .description("make your key: ed25519 to sign with, age to open sealed images with")
    .option("--name <name>", "the key's name, a file in $XDG_CONFIG_HOME/sluice/keys", "default")
    .option("--ssh <file>", "sign with this OpenSSH ed25519 key instead of a fresh one")
    .option("--passphrase", "ask for a passphrase and lock the file with it")
    .option("--passphrase-file <file>", "lock the file with this file's first line")
    .option("--json", "print one JSON document on stdout")
    .addHelpText(
      "after",
      "\nExamples:\n  sluice gate keygen --passphrase\n  sluice gate keygen --name work --ssh ~/.ssh/id_ed25519",
    )
    .action((flags: Flags) => keygen(flags, session));
};

async function keygen(flags: Flags, session: Session): Promise<void> {
  const actions = await import("../../../verbs/keygen.ts");
  const { name, ssh } = flags;
  // A passphrase file locks the new key; the one that signs, where it is locked, asks.
  const made = await actions.keygen(placeOf({}, session), {
    ...{ name, ssh },
    passphrase: () => passphraseOf(flags, session),
  });
  const { path, id, public: line, locked } = made;
  show(session, flags, { schema: "sluice.gate-key/1", ...made }, [
    line,
    `${id}, in ${path}${locked ? "" : ", without a passphrase"}`,
    "next: give the first line to a steward, who runs sluice gate enrol; or begin a gate: sluice gate init",
  ]);
}

async function passphraseOf(flags: Flags, session: Session): Promise<string | null> {
  if (flags.passphraseFile !== undefined) return secretFromFile(flags.passphraseFile);
  if (!flags.passphrase) return null;
  const first = await askSecret("Passphrase: ", session);
  const second = first === null ? null : await askSecret("Again: ", session);
  if (first === null || first === "" || first !== second)
    throw new CliError(
      first === null
        ? "Cannot ask for a passphrase: there is no terminal; use --passphrase-file"
        : "Cannot lock the key: wanted the same passphrase twice, not empty",
      { exitCode: 2 },
    );
  return first;
}
