/** A question of a published audit, and what answers it: the page is made by asking. */
export interface AuditQuestion {
  readonly id: string;
  /** In few of our own words. */
  readonly ask: string;
  /** `partly` and `cannot` count as not answered; the note says what is missing. */
  readonly state: "answered" | "partly" | "cannot";
  readonly note?: string;
  /** Commands, word for word, of which the lines that match one of `lines` are shown. */
  readonly commands: readonly (readonly string[])[];
  readonly lines: readonly RegExp[];
}

/** Runs that the commands speak of, by the audit that makes each; `DATA` is the folder of open data. */
export const audits: Readonly<Record<string, readonly string[]>> = {
  sample: ["sample", "--filters", "default,faces"],
  "laion-urls-1000": [
    "DATA/laion-urls-1000.parquet",
    "--filters",
    "text-basics,lexicon,text-toxicity,identity-terms",
  ],
  "laion-urls-4000": [
    "DATA/laion-urls-4000.parquet",
    "--filters",
    "text-basics,lexicon,text-toxicity,identity-terms",
  ],
  "docs-alt-text": ["DATA/docs-alt-text", "--filters", "default,faces"],
};

const [small, large, docs] = ["runs/laion-urls-1000", "runs/laion-urls-4000", "runs/docs-alt-text"];
const show = (run: string, ...words: readonly string[]) => ["representation", run, ...words];

/** Every question of the list, in its order. */
export const auditQuestions: readonly AuditQuestion[] = [
  {
    id: "A1",
    ask: "Of captions that name a group or nationality and a woman, what share is sexual, against either alone?",
    state: "answered",
    commands: [show(large, "--only", "people", "--top", "30")],
    lines: [
      /^flagged/u,
      /^ {2}any nationality × women/u,
      /^ {4}(?:any nationality|women) alone/u,
      /^ {2}gender women/u,
    ],
  },
  {
    id: "A2",
    ask: "Which terms have the highest such share, and beside which words do they stand more than chance allows?",
    state: "answered",
    commands: [show(large, "--only", "words", "--top", "5"), show(large, "--only", "people", "--top", "5")],
    lines: [
      /^words beside/u,
      /log-odds/u,
      /none more often/u,
      /\((?:gender|age|religion|ethnicity|nationality)\)/u,
    ],
  },
  {
    id: "A3",
    ask: "How far does the producer's NSFW tag agree with ours, and what stands behind each disagreement?",
    state: "partly",
    note: "cards have κ with its interval and a queue for each disagreement (`producer-agreement`), but no open data here has such a tag on more than three rows",
    commands: [],
    lines: [],
  },
  {
    id: "A4",
    ask: "What share of captions holds slurs, and of which kinds?",
    state: "partly",
    note: "the share; the column tells slurs from obscenities and sexual words, and no kinds of slurs apart",
    commands: [["report", large]],
    lines: [/lexicon_/u],
  },
  {
    id: "A5",
    ask: "Do harmful captions sit on harmless pictures and pass similarity cuts?",
    state: "partly",
    note: "images by text; a similarity needs CLIP, which nobody pinned, or a producer's column, which the open data lacks",
    commands: [["report", docs]],
    lines: [/image_score|text_toxicity|both|neither/u],
  },
  {
    id: "A6",
    ask: "From which hosts and registrable domains do flagged pairs come, and how concentrated are they?",
    state: "answered",
    commands: [show(large, "--only", "places", "--top", "3")],
    lines: [/^addresses|^hosts|^registrable|^ {2}first/u],
  },
  {
    id: "A7",
    ask: "Was anybody asked, and what licences and opt-outs are stated?",
    state: "answered",
    note: "who is depicted is answered of captions (A1) and of no picture",
    commands: [["consent", docs, "--licence", "MIT"]],
    lines: [/./u],
  },
  {
    id: "B1",
    ask: "Hateful, targeted, aggressive: the share above p, for each and any of the three, at swept p",
    state: "answered",
    commands: [show(large, "--only", "sweep")],
    lines: [/^captions|^ {2}p 0\.[13579]:/u],
  },
  {
    id: "B2",
    ask: "How does that share change between two versions or sizes, with a test?",
    state: "partly",
    note: "each kind is tested; the any-of share is not",
    commands: [
      ["card", "init", small],
      ["card", "init", large],
      ["card", "diff", small, large],
    ],
    lines: [/^\d+ pairs before/u, /text_(?:identity_attack|insult|toxicity) ≥ 0\.[35] /u],
  },
  {
    id: "B3",
    ask: "Of the pairs that an image-only filter keeps, what share is hateful in words?",
    state: "answered",
    commands: [
      ["card", "init", docs, "--policy", "image-only.yaml"],
      ["card", "render", docs, "--only", "datasheet", "--to", "documents"],
    ],
    lines: [/^- text_(?:identity_attack|toxicity)|not detected by text-toxicity/u],
  },
  {
    id: "B4",
    ask: "How much do shards differ, and how large a random sample gives the rate within a stated error?",
    state: "answered",
    note: "these files are one shard each; of several, lowest, median, highest and the design effect stand beside",
    commands: [show(large, "--only", "sweep")],
    lines: [/^ {2}p 0\.5:|^ {4}/u],
  },
  {
    id: "C1",
    ask: "Which pairs match lists of known harm, unseen, by which list, and who was told?",
    state: "answered",
    note: "the list here holds one hash of a benign picture of the sample",
    commands: [
      [
        "audit",
        "sample",
        "--filters",
        "text-basics",
        "--hashes",
        "list.txt",
        "--out",
        "runs/listed",
        "--quiet",
      ],
    ],
    lines: [/list|denied|known/u],
  },
  {
    id: "C2",
    ask: "Can what was listed be taken out of a dataset and its derivatives, and proved absent?",
    state: "answered",
    commands: [
      ["curate", "runs/sample", "--to", "curated", "--include-unreviewed", "--quiet"],
      ["recall", "curated", "--keys", "keys.txt"],
    ],
    lines: [/recall|taken|absent|proved|shard|pairs/u],
  },
  {
    id: "D1",
    ask: "Whom does each filter remove, by term, language, dialect, domain?",
    state: "partly",
    note: "by term, group, language and domain; no dialect is told",
    commands: [show(large, "--only", "people,languages", "--flag", "not kept", "--top", "5")],
    lines: [/^flagged|^not kept|^ {2}/u],
  },
  {
    id: "D2",
    ask: "Are groups rarer after filtering than chance allows, and which?",
    state: "answered",
    note: "none is beyond chance here",
    commands: [show(large, "--only", "people", "--flag", "not kept", "--top", "12")],
    lines: [/^not kept|^ {2}(?:gender|ethnicity|religion|nationality|age) .*odds ratio/u],
  },
  {
    id: "D3",
    ask: "Where does the data come from: hosts, countries, years, machine-made text?",
    state: "partly",
    note: "hosts, domains, countries by ending or list; no years and no machine-made text",
    commands: [show(large, "--only", "places", "--top", "5")],
    lines: [/\(by |not said|countries/u],
  },
  {
    id: "E1",
    ask: "How many faces, e-mail addresses, phone numbers, addresses, documents, GPS positions?",
    state: "partly",
    note: "e-mail, phone and GPS; faces are a column (`--filters faces`) that no card counts yet; postal addresses and identity documents are not looked for",
    commands: [
      ["card", "init", "runs/sample"],
      ["card", "render", "runs/sample", "--only", "datasheet", "--to", "documents"],
    ],
    lines: [/^\| (?:e-mail address|phone number|GPS coordinates) /u],
  },
  {
    id: "E2",
    ask: "Am I in it?",
    state: "answered",
    commands: [["find", small, "--domain", "pinimg.com"]],
    lines: [/./u],
  },
  {
    id: "F1",
    ask: "What is left after filtering that an independent filter or a reader finds?",
    state: "partly",
    note: "residual rates by the same models; `sluice prevalence` sets what people read in random samples beside them, and nobody read these runs",
    commands: [],
    lines: [],
  },
  {
    id: "F2",
    ask: "What is the prevalence of each harm, corrected for the filter's errors?",
    state: "partly",
    note: "the evaluation that ships does not show how often a flag is right on captions like these, so that it says flagged; one of a reader's own (`--evaluation`) corrects",
    commands: [["prevalence", large]],
    lines: [/./u],
  },
  {
    id: "F3",
    ask: "What is in it: topics, languages, sizes, duplicates, watermarks, aesthetics, similarity?",
    state: "partly",
    note: "topics, languages, sizes, duplicates; watermarks, aesthetics and similarity only where a producer measured them",
    commands: [["topics", large, "--count", "8"], show(large, "--only", "languages")],
    lines: [/%/u],
  },
  {
    id: "G1",
    ask: "Which associations does the frozen text encoder itself carry?",
    state: "answered",
    commands: [["models", "associations", "icon-clip"]],
    lines: [/./u],
  },
];
