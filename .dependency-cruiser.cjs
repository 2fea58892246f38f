/** The import rules between the rooms (docs/architecture.md). Each comment says how to repair a violation. */
/** The folders of src/, from bottom to top: each imports only what stands before it. */
const order = require("./src/rooms.json").map(({ room }) => room);
const rooms = "^(src|filters|datasets|models)/";
const door = (name, pkg, from) => ({
  name,
  severity: "error",
  comment: `only ${from} may import ${pkg}: call that file instead`,
  from: { path: rooms, pathNot: from },
  to: { path: `node_modules/(${pkg})/`, dependencyTypesNot: ["type-only"] },
});

module.exports = {
  forbidden: [
    {
      name: "leaves-import-nothing-of-ours",
      severity: "error",
      comment: "datasets/ and models/ import nothing of ours: pass it in from src/",
      from: { path: "^(datasets|models)/" },
      to: { path: rooms, pathNot: "^$1/" },
    },
    {
      name: "formats-know-no-place",
      severity: "error",
      comment: "formats do not know where bytes come from: ask datasets/store/bytes.ts or buffer.ts by path",
      from: {
        path: "^datasets/(formats|tables|packing|parquet|arrow|tfrecord|zip|dialects|mapping|writers)/",
      },
      to: { path: "^datasets/store/", pathNot: "^datasets/store/(bytes|buffer)\\.ts$" },
    },
    {
      name: "filters-see-datasets-as-types",
      severity: "error",
      comment: "filters/ may import models/ and types of datasets/: move the type down",
      from: { path: "^filters/" },
      to: { path: "^datasets/", dependencyTypesNot: ["type-only"] },
    },
    {
      name: "filters-never-import-src",
      severity: "error",
      comment: "filters/ never import src/: pass it in",
      from: { path: "^filters/" },
      to: { path: "^src/" },
    },
    {
      name: "cross-rooms-through-the-door",
      severity: "error",
      comment:
        "cross-room imports go to the room's index.ts (names that flags offer: choices.ts; policies: filters/policies.ts): export it there, or do not use it",
      from: { path: "^(src|filters|datasets|models)/" },
      to: {
        path: "^(filters|datasets|models)/",
        pathNot: [
          "^$1/",
          "^(filters|datasets|models)/(index|choices)\\.ts$",
          "^filters/policies\\.ts$",
          "^models/sampling\\.ts$",
        ],
      },
    },
    {
      name: "policies-load-no-filter",
      severity: "error",
      comment:
        "src/policy/ and src/run/ load no filter: import filters/policies.ts, and types from filters/index.ts",
      from: { path: "^src/(policy|run)/" },
      to: { path: "^filters/index\\.ts$", dependencyTypesNot: ["type-only"] },
    },
    ...order.slice(0, -1).map((room, i) => ({
      name: `${room}-imports-only-what-stands-before-it`,
      severity: "error",
      comment: `src/${room}/ stands before ${order.slice(i + 1).join(", ")} (src/rooms.json): pass it in, or move the file`,
      from: { path: `^src/${room}/` },
      to: { path: `^src/(${order.slice(i + 1).join("|")})/` },
    })),
    {
      name: "screens-are-pure",
      severity: "error",
      comment:
        "src/screens/ is state and reducers for any face: a face draws, an action reads and writes; pass it in",
      from: { path: "^src/screens/" },
      to: {
        path: "^(node:)?(fs|fs/promises|child_process|worker_threads)$|node_modules/(react|ink|@duckdb|sharp)/",
      },
    },
    {
      name: "faces-act-at-the-gate",
      severity: "error",
      comment:
        "src/cli/, src/tui/, src/browser/ and src/screens/ import nothing of src/gate/, src/provenance/ and src/ledger/: call the verb in src/verbs/, or write it there",
      from: { path: "^src/(cli|words|tui|browser|screens)/" },
      to: { path: "^src/(gate|provenance|ledger)/" },
    },
    {
      name: "faces-hold-the-gate-shut",
      severity: "error",
      comment:
        "only actions look inside a session, or take a step of a verb by itself (src/verbs/): faces import types of these files and call a verb",
      from: { path: "^src/(cli|words|tui|browser|screens)/" },
      to: {
        path: "^src/verbs/(opened|record|jobs|destruction|generation|create|begin|housekeeping|asked-first)\\.ts$",
        dependencyTypesNot: ["type-only"],
      },
    },
    {
      name: "gate-takes-shipped-filters-only",
      severity: "error",
      comment: "the gate's filters come from the list in filters/registry.ts: nobody's own module guards it",
      from: { path: "^src/(gate|verbs|outside|pipelines/generate)/" },
      to: { path: "^src/extensions/" },
    },
    {
      name: "only-the-engine-samples",
      severity: "error",
      comment:
        "networks draw for src/pipelines/generate/ alone, whoever asks, bench/ and docs/ too: draw by a verb of src/verbs/",
      // A text encoder is CLIP's half too; nothing else of models/ hands on what draws.
      from: { pathNot: "^(models/(cascade/|sampling\\.ts$|clip-text\\.ts$)|src/pipelines/generate/)" },
      to: {
        path: "^models/(sampling|cascade/(stage|network|text-encoder|decoder))\\.ts$",
        dependencyTypesNot: ["type-only"],
      },
    },
    {
      name: "only-the-door-reaches-the-engine",
      severity: "error",
      comment:
        "pictures are made after an entry in a ledger: draw by src/gate/door/, from a verb of src/verbs/",
      from: { pathNot: "^src/(gate/door|pipelines/generate)/" },
      to: {
        path: "^src/pipelines/generate/",
        // What is asked for, read and told; whatever is not named here draws.
        pathNot:
          "/(choices|grant|load-model|mint|outcome|output-filter|prompts|read-receipt|receipt|replay|request|stage-store)\\.ts$",
        dependencyTypesNot: ["type-only"],
      },
    },
    {
      name: "only-the-door-mints-grants",
      severity: "error",
      comment: "a grant is made of entries that stand in a ledger, by src/gate/door/grant.ts alone",
      from: { pathNot: "^src/(gate/door/grant|pipelines/generate/grant)\\.ts$" },
      to: { path: "^src/pipelines/generate/mint\\.ts$", dependencyTypesNot: ["type-only"] },
    },
    {
      name: "only-verbs-open-the-door",
      severity: "error",
      comment: "src/gate/door/ is for the verbs in src/verbs/: call one, or write it there",
      from: { pathNot: "^src/(gate/door|verbs)/" },
      to: { path: "^src/gate/door/", dependencyTypesNot: ["type-only"] },
    },
    {
      name: "library-reaches-no-engine",
      severity: "error",
      comment:
        "what other programs import never leads to the gate or to generation: images come out of the gate alone",
      from: { path: "^src/library/" },
      to: { path: "^src/(gate|verbs|provenance|pipelines/generate)/", reachable: true },
    },
    {
      name: "faces-call-actions",
      severity: "error",
      comment:
        "a face shows what an action returns: call one in src/actions/, src/looking/ or src/verbs/ (names that flags offer: choices.ts; types may come from anywhere below)",
      from: { path: "^src/(cli|words|tui|browser)/" },
      to: {
        path: rooms,
        pathNot: [
          "^src/(process|digest|statistics|exposure|report|verbs|actions|outside|looking|screens|keys|browser|tui|words|cli)/",
          "/choices\\.ts$",
        ],
        dependencyTypesNot: ["type-only"],
      },
    },
    {
      name: "cli-loads-tui-late",
      severity: "error",
      comment:
        "cli opens the interface by src/tui/open-interface.ts and loads what else it takes of tui by dynamic import, so that a pipe never pays for React",
      from: { path: "^src/(cli|words)/" },
      to: {
        path: "^src/tui/",
        pathNot: "^src/tui/open-interface\\.ts$",
        dependencyTypesNot: ["dynamic-import", "type-only"],
      },
    },
    {
      name: "interface-draws-late",
      severity: "error",
      comment: "src/tui/open-interface.ts stands in every start: load what draws by dynamic import",
      from: { path: "^src/tui/open-interface\\.ts$" },
      to: {
        path: "^src/tui/.*\\.tsx$|node_modules/(react|ink)/",
        dependencyTypesNot: ["dynamic-import", "type-only"],
      },
    },
    door("one-door-cedar", "@cedar-policy/cedar-wasm", "^src/gate/rules/cedar\\.ts$"),
    door("one-door-onnxruntime", "onnxruntime-node", "^models/session\\.ts$"),
    door("one-door-undici", "undici", "^datasets/store/web\\.ts$"),
    door("one-door-duckdb", "@duckdb/node-api", "^src/run/query\\.ts$"),
    door("one-door-ink", "react|ink", "^src/tui/"),
    door(
      "one-door-sharp",
      "sharp",
      "^(datasets/decode|datasets/decode/[a-z-]+|datasets/sample/[a-z-]+|datasets/illustrations/picture|models/image-input|src/exposure/obscure|src/provenance/encode)\\.ts$",
    ),
    {
      name: "no-cycles",
      severity: "error",
      comment: "extract the shared type",
      from: {},
      to: { circular: true },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      extensions: [".ts", ".tsx", ".mjs", ".js"],
      exportsFields: ["exports"],
      conditionNames: ["import", "node", "default"],
    },
    moduleSystems: ["es6"],
  },
};
