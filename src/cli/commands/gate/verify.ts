import { existsSync, statSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { PublicKey } from "../../../gate/keys/public-key.ts";
import type { Verification } from "../../../gate/verify.ts";
import { CliError, oneLine } from "../../../process/errors.ts";
import { printable } from "../../../process/printable.ts";
import type { AddCommand, Session } from "../../command.ts";
import { show } from "../../gate-session.ts";

interface Flags {
  readonly gate?: string;
  readonly checkpoint: readonly string[];
  readonly key: readonly string[];
  readonly json?: boolean;
}

const more = (value: string, before: readonly string[]) => [...before, value];

/** `sluice gate verify`: a gate, an export or a proof, from nothing but its bytes. */
export const addVerify: AddCommand = (gate, session) => {
  gate
    .command("verify")
    .description("verify a ledger, an export or a proof, and hold it against checkpoints")
    .argument("[path]", "a gate's or an export's folder, a ledger.jsonl or a .tlog-proof (default: the gate)")
    .option("--gate <folder>", "the gate's folder, where no path is given")
    .option("--checkpoint <file>", "a checkpoint that was published; may be given several times", more, [])
    .option(
      "--key <line|file>",
      "a steward's public key from elsewhere: OpenSSH line, verifier key (name+id+key), or a file of one",
      more,
      [],
    )
    .option("--json", "print one JSON document on stdout")
    .addHelpText(
      "after",
      "\nExamples:\n  sluice gate verify\n  sluice gate verify export/ --key steward.pub --checkpoint 2026-03.note\n  sluice gate verify r12.tlog-proof --key steward.pub\n\nExit codes: 0 verified, 3 something is wrong, 2 a file that cannot be read.",
    )
    .action((path: string | undefined, flags: Flags) => verify(path, flags, session));
};

async function verify(path: string | undefined, flags: Flags, session: Session): Promise<void> {
  const { gateFolder } = await import("../../../gate/places.ts");
  const target = path === undefined ? gateFolder(session.env, flags.gate) : resolve(path);
  if (!existsSync(target))
    throw new CliError(`Cannot verify "${target}": there is nothing; wanted a gate, an export or a proof`, {
      exitCode: 2,
    });
  const keys = await Promise.all(flags.key.map(publicKeyFrom));
  if (statSync(target).isFile() && !target.endsWith(".jsonl"))
    return verifyProof(target, keys, flags, session);
  const { ownCheckpoints, readCheckpoint } = await import("../../../gate/checkpoints.ts");
  const { verifyLedger } = await import("../../../gate/verify.ts");
  const isFolder = statSync(target).isDirectory();
  const own = isFolder ? await ownCheckpoints(target) : [];
  const given = await Promise.all(flags.checkpoint.map((file) => readCheckpoint(file)));
  const found = await verifyLedger(isFolder ? join(target, "ledger.jsonl") : target, {
    checkpoints: [...own, ...given],
    keys,
    redacted: !isFolder || !existsSync(join(target, "rules")),
  });
  show(session, flags, { schema: "sluice.gate-verification/1", ...found }, lines(found));
  session.exit(found.valid ? 0 : 3);
}

function lines(found: Verification): readonly string[] {
  const { origin, entries, root, checkpoints, unanchored, behind, redacted } = found;
  return [
    ...(found.valid
      ? [`verified: ${entries} entries of ${origin}, root ${root.slice(0, 16)}…`]
      : [
          `NOT verified: ${entries} entries of ${origin || "a ledger"} hold, then:`,
          ...found.problems.map((one) => `  ${printable(one)}`),
        ]),
    checkpoints.length === 0
      ? "held against no checkpoint: whether its end was cut off cannot be known"
      : `held against ${checkpoints.length} checkpoint${checkpoints.length === 1 ? "" : "s"}, the largest of ${Math.max(...checkpoints.map(({ size }) => size))} entries; ${unanchored === 1 ? "1 entry is" : `${unanchored} entries are`} newer`,
    found.pinned
      ? "the steward's key is the one that was given"
      : `the first steward's key ${found.root_of_trust} was taken on trust: compare it, or give --key`,
    ...(redacted > 0 ? [`${redacted} texts are salted hashes only`] : []),
    ...(behind.length > 0
      ? [
          `${behind.length} entries were signed by a clock behind the entry before (${behind.slice(0, 9).join(", ")}); they count at that entry's time`,
        ]
      : []),
    ...(found.development ? ["a development gate: one person in every role, without four eyes"] : []),
  ];
}

async function publicKeyFrom(lineOrFile: string): Promise<PublicKey> {
  const { parsePublicKey } = await import("../../../gate/keys/public-key.ts");
  const { parseVerifierKey } = await import("../../../gate/ledger/note.ts");
  const read = (text: string) =>
    text.trim().startsWith("ssh-") ? parsePublicKey(text) : parseVerifierKey(text.trim()).key;
  try {
    const inline = lineOrFile.startsWith("ssh-") || /^\S+\+[0-9a-f]{8}\+/u.test(lineOrFile);
    return read(inline ? lineOrFile : await readFile(lineOrFile, "utf8"));
  } catch (cause) {
    throw new CliError(`Cannot read key "${printable(lineOrFile).slice(0, 60)}": ${oneLine(cause)}`, {
      exitCode: 2,
      cause,
    });
  }
}

async function verifyProof(
  path: string,
  keys: readonly PublicKey[],
  flags: Flags,
  session: Session,
): Promise<void> {
  const { checkpointSignedBy } = await import("../../../gate/ledger/checkpoint.ts");
  const { checkProof, isProof } = await import("../../../gate/ledger/proof.ts");
  const text = await readFile(path, "utf8");
  if (!isProof(text))
    throw new CliError(`Cannot verify "${path}": wanted a folder, a ledger.jsonl or a proof`, {
      exitCode: 2,
    });
  if (keys.length === 0)
    throw new CliError(
      `Cannot verify "${path}": a proof says whose key to trust only to who knows it; give --key`,
      {
        exitCode: 2,
      },
    );
  const problem = (reason: string) => {
    show(session, flags, { schema: "sluice.gate-proof/1", valid: false, problems: [reason] }, [
      `NOT verified: ${printable(reason)}`,
    ]);
    session.exit(3);
  };
  try {
    const proof = checkProof(text);
    const unsigned = proof.checkpoints.find((one) => !keys.some((key) => checkpointSignedBy(one, key)));
    if (unsigned)
      return problem(`none of the keys that were given signed the checkpoint of ${unsigned.size} entries`);
    const sizes = proof.checkpoints.map(({ size }) => size);
    const { origin = "" } = proof.checkpoints[0] ?? {};
    const what =
      proof.kind === "inclusion"
        ? `entry ${proof.entry.seq} (${proof.entry.event.type}, ${proof.entry.time}) is among the first ${sizes[0] ?? 0} of ${origin}`
        : `the ${sizes[1] ?? 0} entries of ${origin} begin with the ${sizes[0] ?? 0} of before`;
    const entry = proof.kind === "inclusion" ? { seq: proof.entry.seq, event: proof.entry.event } : null;
    show(
      session,
      flags,
      { schema: "sluice.gate-proof/1", valid: true, kind: proof.kind, origin, sizes, entry },
      [`verified: ${what}`],
    );
  } catch (cause) {
    problem(oneLine(cause));
  }
}
