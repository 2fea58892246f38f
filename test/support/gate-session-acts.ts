/** Who acts: a requester, a reviewer, a steward, and somebody elsewhere. */
export type Who = "ann" | "bo" | "cy" | "outsider";

/** One line of a shell, and what must come of it. */
export interface Act {
  readonly who: Who;
  readonly line: string;
  readonly exits: number;
  /** What it must print. */
  readonly shows: RegExp;
}

/** What the next acts show, and what leaves the lab before them. */
export interface Heading {
  readonly heading: string;
  readonly handOver?: readonly string[];
}

const act = (who: Who, line: string, shows: RegExp, exits = 0): Act => ({ who, line, exits, shows });

/** "a blue square" with seed 7: its second picture is one that the model learnt by heart. */
const generate = "sluice generate 'a blue square' --n 2 --seed 7 --device cpu --quiet";

/** The session: what two people, a steward and an outsider do, in order. */
export const acts: readonly (Act | Heading)[] = [
  { heading: "People and keys" },
  act("cy", "sluice gate keygen | head -n 1 > cy.pub; cat cy.pub", /^ssh-ed25519 \S+ age1\S+$/u),
  act("cy", "sluice gate init --as cy --origin lab.example/gate", /lab\.example\/gate/u),
  act("ann", "sluice gate keygen | head -n 1 > ann.pub", /^$/u),
  act("bo", "sluice gate keygen | head -n 1 > bo.pub", /^$/u),
  act("cy", "sluice gate enrol ann --role requester --public ann.pub", /^ann +p\w+ +requester/u),
  act("cy", "sluice gate enrol bo --role reviewer --public bo.pub", /^bo +p\w+ +reviewer/u),

  { heading: "A prompt that the filters block, and one that a person approves" },
  act(
    "ann",
    "sluice generate 'a photo of naked people on a sofa' --device cpu --quiet",
    /^blocked \(nudity\)/mu,
    3,
  ),
  act("ann", generate, /r5 waits for approval by another person/u, 3),
  act("ann", "sluice gate approve r5", /no rule permits|four-eyes/u, 3),
  act("bo", "sluice gate list --waiting", /^r5 +waiting +ann/mu),
  act("bo", "sluice gate approve r5", /r5 granted until/u),

  { heading: "Two images: one passes, one is a copy of a training picture and is blocked" },
  act(
    "ann",
    "sluice generate --request r5 --device cpu --quiet",
    /r5\.1: blocked after stage base: training-copy[\s\S]*r5\.0: sealed/u,
  ),
  act("ann", "sluice gate show r5.1 | head -n 5", /verdict: block\s+rules: .*training-copy/u),
  act("ann", "sluice gate reveal r5.0 --rung greyscale", /four-eyes|no rule permits/u, 3),
  act("bo", "sluice gate reveal r5.1 --reason curious", /auditors/u, 3),
  act("bo", "sluice gate release r5.1 --out copy.png", /the filters blocked it/u, 3),

  { heading: "Review, then release" },
  act("bo", "sluice gate release r5.0 --out square.png", /0 of 1 reviews/u, 3),
  act("bo", "sluice gate reveal r5.0 --rung greyscale --width 24", /r5\.0 at greyscale; recorded/u),
  act("bo", "sluice gate review r5.0 --verdict pass", /r5\.0: pass, seen up to greyscale/u),
  act("bo", "sluice gate release r5.0 --out square.png", /square\.png: r5\.0 released, entry \d+/u),
  act("bo", "sluice provenance square.png", /square\.png: whole, signer unknown \(png, 128 × 128\)/u, 5),

  { heading: "What the ledger proves, and a copy of it that was changed" },
  act("cy", "sluice gate checkpoint --out published.note", /^lab\.example\/gate/u),
  act("bo", "sluice gate verify --key cy.pub --checkpoint published.note", /^verified: 15 entries/u),
  act(
    "bo",
    'sed \'s/"verdict":"block"/"verdict":"pass"/\' sluice/gate/ledger.jsonl > tampered.jsonl; sluice gate verify tampered.jsonl --key cy.pub --checkpoint published.note',
    /^NOT verified/u,
    3,
  ),
  act(
    "bo",
    "head -n 12 sluice/gate/ledger.jsonl > cut.jsonl; sluice gate verify cut.jsonl --key cy.pub --checkpoint published.note",
    /^NOT verified[\s\S]*the end is gone/u,
    3,
  ),
  act("bo", "sluice gate export --redacted --out for-the-auditor", /without prompts and names/u),
  act("bo", "sluice gate prove r5.0 --out release.tlog-proof", /release\.tlog-proof/u),

  {
    heading:
      "Elsewhere: another machine, with the export, a proof, the checkpoint and the steward's public key",
    handOver: ["for-the-auditor", "release.tlog-proof", "published.note", "cy.pub"],
  },
  act("outsider", "ls", /^cy\.pub\nfor-the-auditor\npublished\.note\nrelease\.tlog-proof$/u),
  act("outsider", 'grep -c \'square\\|sofa\\|"ann"\\|"bo"\' for-the-auditor/ledger.jsonl', /^0$/u, 1),
  act(
    "outsider",
    "sluice gate verify for-the-auditor --key cy.pub --checkpoint published.note",
    /^verified: 15 entries[\s\S]*the steward's key is the one that was given[\s\S]*salted hashes only/u,
  ),
  act("outsider", "sluice gate verify release.tlog-proof --key cy.pub", /^verified: /u),
  act(
    "outsider",
    'sed -i.bak \'s/"verdict":"block"/"verdict":"pass"/\' for-the-auditor/ledger.jsonl; sluice gate verify for-the-auditor --key cy.pub --checkpoint published.note',
    /^NOT verified/u,
    3,
  ),
];
