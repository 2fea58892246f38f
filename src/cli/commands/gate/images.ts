import { resolve } from "node:path";
import { rungs } from "../../../exposure/ladder.ts";
import type { Gate } from "../../../gate/gate.ts";
import type { SigningKey } from "../../../gate/keys/signing-key.ts";
import type { AddCommand, Session } from "../../command.ts";
import {
  type GateFlags,
  openForActing,
  openForReading,
  openKeys,
  show,
  signerOptions,
} from "../../gate-session.ts";
import { oneOf, wholeNumber } from "../../options.ts";
import { fileLines, type ReleaseFlags, releaseOptions, signerOf } from "../../release-file.ts";

interface RevealFlags extends GateFlags {
  readonly rung: number;
  readonly reason?: string;
  readonly width: number;
}

interface ReviewFlags extends GateFlags {
  readonly verdict: "pass" | "reject";
  readonly note?: string;
}

interface DestroyFlags extends GateFlags {
  readonly reason: string;
}

const now = () => new Date();

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
    .addHelpText("after", "\nExample:\n  sluice gate review r12.0 --verdict pass")
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
  const { look } = await import("../../../gate/flow/look.ts");
  const { blockLines } = await import("../../../exposure/terminal/blocks.ts");
  const { gate, keys } = await openForActing(flags, session);
  const wanted = {
    image,
    rung: flags.rung,
    reason: flags.reason ?? null,
    width: flags.width,
    height: 2 * flags.width,
  };
  const picture = await look(gate, keys, wanted, now);
  const depth = /truecolor|24bit/u.test(session.env["COLORTERM"] ?? "") ? "truecolor" : "256";
  const { width, height } = picture;
  show(session, flags, { schema: "sluice.gate-reveal/1", image, rung: flags.rung, width, height }, [
    ...blockLines(picture, depth),
    `${image} at ${rungs[flags.rung] ?? ""}; recorded. next: sluice gate review ${image} --verdict pass|reject`,
  ]);
}

async function review(image: string, flags: ReviewFlags, session: Session): Promise<void> {
  const { seal } = await import("../../../gate/ledger/sealed.ts");
  const { gate, keys } = await openForActing(flags, session);
  const { id } = gate.personOf(keys.signing);
  const rung = gate.state.images.get(image)?.revealed.get(id) ?? 0;
  const { seq } = await gate.act(keys.signing, {
    type: "image-reviewed",
    image,
    verdict: flags.verdict,
    rung,
    seconds: secondsSince(gate, keys.signing, image),
    note: flags.note === undefined ? null : seal(flags.note),
  });
  const { releaseHindrance } = await import("../../../gate/state/state.ts");
  const known = gate.state.images.get(image);
  const hindrance = known ? releaseHindrance(gate.state, known) : null;
  show(
    session,
    flags,
    { schema: "sluice.gate-review/1", image, verdict: flags.verdict, rung, entry: seq, hindrance },
    [
      `${image}: ${flags.verdict}, seen up to ${rungs[rung] ?? "text"}`,
      hindrance === null
        ? `next: sluice gate release ${image} --out ${image}.png`
        : `not to be released: ${hindrance}`,
    ],
  );
}

/** Seconds since the person first opened the image; 0 where they never did. */
function secondsSince({ entries }: Gate, { public: { id } }: SigningKey, image: string): number {
  const opened = entries.find(
    ({ event, key }) => event.type === "reveal" && event.image === image && key === id,
  );
  return opened === undefined
    ? 0
    : Math.max(0, Math.round((now().getTime() - Date.parse(opened.time)) / 1000));
}

async function releaseOne(image: string, flags: ReleaseFlags, session: Session): Promise<void> {
  const { release } = await import("../../../gate/flow/release.ts");
  const out = resolve(flags.out);
  const { formatOf } = await import("../../../gate/provenance/encode.ts");
  const format = formatOf(out);
  const { gate, keys } = await openForActing(flags, session);
  const signer = await signerOf(flags, session, now);
  const { file, entry } = await release(gate, keys, image, { out, format, signer, now });
  const { sha256, watermark, testCertificate } = file;
  const document = {
    schema: "sluice.gate-release/1",
    image,
    file: out,
    sha256,
    watermark,
    testCertificate,
    entry: entry.seq,
  };
  show(session, flags, document, [
    `${flags.out}: ${image} released, entry ${entry.seq}`,
    ...fileLines(file, flags.out, gate),
  ]);
}

async function destroyDue(image: string | undefined, flags: DestroyFlags, session: Session): Promise<void> {
  const { destroy, finishDestroyed } = await import("../../../gate/flow/destroy.ts");
  const { removeEndedJobs } = await import("../../../gate/flow/jobs.ts");
  const { dueImages } = await import("../../../gate/state/due.ts");
  const gate = await openForReading(flags, session);
  const keys = await openKeys(flags, session);
  const finished = await finishDestroyed(gate, now);
  const jobs = await removeEndedJobs(gate, now);
  const images = image === undefined ? dueImages(gate.state, now().getTime()) : [image];
  for (const one of images) await destroy(gate, keys.signing, one, flags.reason, now);
  show(session, flags, { schema: "sluice.gate-destroyed/1", images, finished, jobs: jobs.removed }, [
    ...(finished.length === 0
      ? []
      : [`removed what a crash had left of ${finished.join(", ")}, destroyed before`]),
    ...jobs.removed.map((job) => `removed what was kept of ${job}, which cannot go on`),
    ...jobs.left.map(({ job, why }) => `${job} cannot go on, but what is kept of it stays: ${why}`),
    images.length === 0 ? "nothing is due" : `destroyed: ${images.join(", ")}`,
  ]);
}
