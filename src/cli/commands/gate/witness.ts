import type { AddCommand, Session } from "../../../words/command.ts";
import { wholeNumber } from "../../../words/options.ts";
import { type GateFlags, placeOf, show, signerOptions } from "../../gate-session.ts";

interface Flags extends GateFlags {
  readonly name: string;
  readonly log: readonly string[];
  readonly state: string;
  readonly host: string;
  readonly port: number;
}

const more = (value: string, before: readonly string[]) => [...before, value];

/** `sluice gate witness`: cosigns the checkpoints of others' ledgers, so that cutting or splitting them shows. */
export const addWitness: AddCommand = (gate, session) => {
  signerOptions(gate.command("witness"))
    .description(
      "serve C2SP tlog-witness: cosign checkpoints of ledgers that only grew, until it is interrupted",
    )
    .requiredOption("--name <name>", "the witness's name, as witness.example/w1")
    .requiredOption(
      "--log <key>",
      "verifier key of a ledger that it looks at (origin+id+key, from an export's README); may be given several times",
      more,
      [],
    )
    .requiredOption("--state <folder>", "where it remembers the largest tree of each ledger")
    .option("--host <address>", "address to listen on", "127.0.0.1")
    .option("--port <n>", "port to listen on; 0: any that is free", wholeNumber(0), 0)
    .addHelpText(
      "after",
      "\nExample:\n  sluice gate witness --name witness.example/w1 --log lab.example/gate+0a1b2c3d+AU… --state ~/witness --port 8791",
    )
    .action((flags: Flags) => witness(flags, session));
};

async function witness({ name, log: logs, state: folder, host, port, ...flags }: Flags, session: Session) {
  const { startWitness } = await import("../../../verbs/witness.ts");
  const running = await startWitness(placeOf(flags, session), { name, logs, folder, host, port });
  const { url, key } = running;
  show(session, flags, { schema: "sluice.gate-witness/1", url, key }, [
    `witness at ${url}`,
    `for the ledgers' rules (settings.yaml, witnesses): { url: ${url}, key: ${key} }`,
  ]);
  if (!session.signal.aborted)
    await new Promise((resolve) => session.signal.addEventListener("abort", resolve, { once: true }));
  await running.close();
}
