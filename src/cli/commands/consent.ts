import type { ConsentFound } from "../../actions/consent.ts";
import { count, counted, percentInterval } from "../../process/figures.ts";
import { printable } from "../../process/printable.ts";
import { shellWord } from "../../process/shell-word.ts";
import { isStandIn } from "../../process/stand-in.ts";
import type { Rate } from "../../statistics/wilson.ts";
import type { AddCommand } from "../../words/command.ts";
import { jsonText } from "../../words/json-text.ts";

interface Flags {
  readonly data?: string;
  readonly hosts?: string;
  readonly optOut?: readonly string[];
  readonly licence?: string;
  readonly policy?: string;
  readonly json?: boolean;
}

export const addConsent: AddCommand = (program, session) => {
  program
    .command("consent")
    .description(
      "what is said of taking each pair: refusals, reserved rights, licences; a column `consent` of the run",
    )
    .argument("<run>", "a run's folder, or s3://BUCKET/PREFIX")
    .option("--hosts <dir>", "files of hosts: HOST/robots.txt, HOST/ai.txt, HOST/.well-known/tdmrep.json")
    .option("--opt-out <file...>", "lists of addresses, hosts and hashes whose owners opted out, one a line")
    .option(
      "--licence <words>",
      "the licence that the dataset states of itself, to name pairs that ask for more",
    )
    .option("--data <uri>", "where the dataset lies now, when it moved")
    .option("--policy <file>", "default, strict or a YAML file (default: the run's)")
    .option("--json", "print one JSON document on stdout")
    .addHelpText(
      "after",
      "\nPairs are read again: headers and reasons that img2dataset kept (noai, noimageai, tdm-reservation), licences, and\nin each image IPTC's and PLUS's data mining, TDMRep, and training assertions of C2PA and CAWG, whose signatures are\nnot verified. denied: refused. reserved: rights or conditions. unknown: nobody said anything, which is no consent.\nA policy may use it: when: consent = 'denied'.\n\nExample:\n  sluice consent runs/first --hosts snapshots/ --opt-out optouts.txt --licence CC-BY-4.0",
    )
    .action(async (folder: string, { policy, json, optOut, ...wish }: Flags) => {
      const { findConsent } = await import("../../actions/consent.ts");
      const found = await findConsent({ folder, policy }, { ...wish, optOut: optOut ?? [] }, session.signal);
      for (const trouble of found.troubles) session.say(trouble);
      session.print(json ? jsonText(found) : consentText(found).join("\n"));
      if (isStandIn(folder)) session.say(`no column of the run: ${found.file}, to be put into a pulled one`);
      else if (!json) session.say(`next: sluice explore ${shellWord(folder)} --where "consent = 'denied'"`);
    });
};

function consentText({ pairs, consent, by, licences, licence, unread }: ConsentFound): readonly string[] {
  return [
    `consent of ${counted(pairs, "pair")}:`,
    ...(["denied", "reserved", "unknown"] as const).map(
      (level) => `  ${level.padEnd(10)} ${rateText(consent[level])}`,
    ),
    ...(by.length === 0 ? ["nobody said anything"] : ["said by:"]),
    ...by.map((one) => `  ${printable(one.by).padEnd(40)} ${rateText(one.share)}`),
    ...(licences.length === 0
      ? ["no pair states a licence of its own"]
      : [`licences of pairs, beside the dataset's ${licence ?? "(none that SPDX lists was named)"}:`]),
    ...licences.map(
      ({ words, spdx, share, conflicts }) =>
        `  ${printable(words).slice(0, 48)} → ${spdx ?? "not in SPDX"}: ${rateText(share)}${conflicts.length === 0 ? "" : `; asks more than the dataset says: ${conflicts.join(", ")}`}`,
    ),
    ...(unread === 0 ? [] : [`${counted(unread, "image")} could not be read: they may say more`]),
  ];
}

function rateText({ k, n, rate, low, high }: Rate): string {
  return `${percentInterval(rate, low, high)} (${count(k)} of ${count(n)})`;
}
