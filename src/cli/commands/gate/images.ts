import { rungs } from "../../../exposure/ladder.ts";
import { blockLines, CELL_OF_BLOCKS } from "../../../exposure/terminal/blocks.ts";
import type { AddCommand, Session } from "../../../words/command.ts";
import { oneOf, wholeNumber } from "../../../words/options.ts";
import { type GateFlags, openForActing, show, signerOptions } from "../../gate-session.ts";
import { fileLines, type ReleaseFlags, releaseOptions } from "../../release-file.ts";

interface RevealFlags extends GateFlags {
  readonly rung: number;
  readonly reason?: string;
  readonly width: number;
}

interface ReviewFlags extends GateFlags {
  readonly verdict: "pass" | "reject";
  readonly note?: string;
  readonly override?: string;
}

interface DestroyFlags extends GateFlags {
  readonly reason: string;
}

/** `sluice gate reveal`, `review`, `release` and `destroy`: what becomes of a sealed image. */
export const addImages: AddCommand = (gate, session) => {
  signerOptions(gate.command("reveal"))
    .description(
      "look at a sealed image, no further than a rung of the exposure ladder; recorded before it is shown",
    )
    .argument("<image>", "its id, as r12.0")
    .option("--rung <rung>", "edges, mosaic, greyscale or colour", rungOf, 3)
    .option("--reason <text>", "why; needed where the filters blocked it")
    .option("--width <cells>", "columns of the terminal that it may take", wholeNumber(8), 40)
    .addHelpText("after", "\nExample:\n  sluice gate reveal r12.0 --rung greyscale")
    .action((image: string, flags: RevealFlags) => reveal(image, flags, session));
  signerOptions(gate.command("review"))
    .description("your signed verdict on a sealed image; a pass needs that you revealed it (reviewers)")
    .argument("<image>", "its id, as r12.0")
    .requiredOption("--verdict <verdict>", "pass or reject", oneOf("pass", "reject"))
    .option("--note <text>", "for the ledger")
    .option("--override <reason>", "pass what another reviewer rejected, and say why")
    .addHelpText(
      "after",
      "\nExamples:\n  sluice gate review r12.0 --verdict pass\n  sluice gate review r12.0 --verdict pass --override 'the toy is no weapon'",
    )
    .action((image: string, flags: ReviewFlags) => review(image, flags, session));
  releaseOptions(gate.command("release"))
    .description("write a reviewed image to a file, with watermark, C2PA and IPTC (reviewers, stewards)")
    .argument("<image>", "its id, as r12.0")
    .addHelpText(
      "after",
      "\nExample:\n  sluice gate release r12.0 --out circle.png && sluice provenance circle.png",
    )
    .action((image: string, flags: ReleaseFlags) => releaseOne(image, flags, session));
  signerOptions(gate.command("destroy"))
    .description("destroy refused images whose days are over; digests and scores stay (stewards)")
    .argument("[image]", "its id, as r12.0 (default: all that are due)")
    .option("--reason <text>", "why, for the ledger", "its days are over")
    .action((image: string | undefined, flags: DestroyFlags) => destroyDue(image, flags, session));
};

function rungOf(text: string): number {
  return rungs.indexOf(oneOf(...rungs.slice(2))(text));
}

async function reveal(image: string, flags: RevealFlags, session: Session): Promise<void> {
  const actions = await import("../../../verbs/reveal.ts");
  const gate = await openForActing(flags, session);
  const { rung, reason } = flags;
  const picture = await actions.reveal(gate, {
    ...{ image, rung, reason },
    // As many cells high as wide at most: a cell is twice as high as wide.
    width: CELL_OF_BLOCKS.width * flags.width,
    height: CELL_OF_BLOCKS.height * flags.width,
  });
  const depth = /truecolor|24bit/u.test(session.env["COLORTERM"] ?? "") ? "truecolor" : "256";
  const { width, height, where } = picture;
  const document = { image, rung, width, height, where: where?.line ?? null };
  show(session, flags, { schema: "sluice.gate-reveal/1", ...document }, [
    ...blockLines(picture, depth),
    ...(where === null ? [] : [where.line, ...where.map.map((row) => `  |${row}|`)]),
    `${image} at ${rungs[rung] ?? ""}; recorded. next: sluice gate review ${image} --verdict pass|reject`,
  ]);
}

async function review(
  image: string,
  { verdict, note, override, ...flags }: ReviewFlags,
  session: Session,
): Promise<void> {
  const actions = await import("../../../verbs/review.ts");
  const done = await actions.review(await openForActing(flags, session), { image, verdict, note, override });
  const { hindrance, rung } = done;
  const document = { ...done, hindrance: hindrance?.reason ?? null, why: hindrance };
  show(session, flags, { schema: "sluice.gate-review/1", ...document }, [
    `${image}: ${verdict}, seen up to ${rungs[rung] ?? "text"}`,
    hindrance === null
      ? `next: sluice gate release ${image} --out ${image}.png`
      : `not to be released: ${hindrance.reason}`,
  ]);
}

async function releaseOne(image: string, flags: ReleaseFlags, session: Session): Promise<void> {
  const { release } = await import("../../../verbs/release.ts");
  const gate = await openForActing(flags, session);
  const { out: file, notMarked, ...facts } = await release(gate, image, flags);
  show(session, flags, { schema: "sluice.gate-release/1", ...facts, file }, [
    `${flags.out}: ${image} released, entry ${facts.entry}`,
    ...fileLines({ notMarked, ...facts }, flags.out, gate),
  ]);
}

async function destroyDue(image: string | undefined, flags: DestroyFlags, session: Session): Promise<void> {
  const { destroy } = await import("../../../verbs/destroy.ts");
  // What else is due is told by this very command.
  const gate = await openForActing(flags, session, { keepHouse: false });
  const { images, finished, jobs, left } = await destroy(gate, { image, reason: flags.reason });
  show(session, flags, { schema: "sluice.gate-destroyed/1", images, finished, jobs }, [
    ...(finished.length === 0
      ? []
      : [`removed what a crash had left of ${finished.join(", ")}, destroyed before`]),
    ...jobs.map((job) => `removed what was kept of ${job}, which cannot go on`),
    ...left.map(({ job, why }) => `${job} cannot go on, but what is kept of it stays: ${why}`),
    images.length === 0 ? "nothing is due" : `destroyed: ${images.join(", ")}`,
  ]);
}
