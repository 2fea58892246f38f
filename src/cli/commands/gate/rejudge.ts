import type { AddCommand, Session } from "../../../words/command.ts";
import { type GateFlags, gateOptions, openForReading, show, table } from "../../gate-session.ts";

interface Flags extends GateFlags {
  readonly policy: string;
}

/** `sluice gate rejudge`: another opinion over scores that were kept. */
export const addRejudge: AddCommand = (gate, session) => {
  gateOptions(gate.command("rejudge"))
    .description("judge all images again by the scores that the ledger keeps; opens none, runs no model")
    .option("--policy <name>", "an image policy's name or file", "gate/image")
    .addHelpText("after", "\nExample:\n  sluice gate rejudge --policy stricter.yaml")
    .action((flags: Flags) => rejudgeAll(flags, session));
};

async function rejudgeAll(flags: Flags, session: Session): Promise<void> {
  const { rejudge } = await import("../../../verbs/rejudge.ts");
  const { origin, policy, images } = await rejudge(await openForReading(flags, session), flags.policy);
  const passes = ({ was }: { readonly was: string }) => was === "pass";
  const stopped = images.filter((one) => passes(one) && one.now === "block");
  const freed = images.filter((one) => !passes(one) && one.now !== "block");
  show(session, flags, { schema: "sluice.gate-rejudged/1", origin, policy, images }, [
    `policy ${policy.name} v${policy.version} (${policy.sha256.slice(0, 12)}) over the kept scores of ${images.length} image${images.length === 1 ? "" : "s"}: ${stopped.length} more blocked, ${freed.length} no longer`,
    ...table(
      [...stopped, ...freed].map(({ image, was, now, rules, released }) => [
        image,
        `${was} → ${now}`,
        released ? "released" : "",
        rules.join(", "),
      ]),
    ),
    "an opinion: the ledger, and what may be released, stay as they are",
  ]);
}
