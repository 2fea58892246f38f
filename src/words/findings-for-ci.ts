import { printable } from "../process/printable.ts";

/** One thing that is said of a file, wherever it was found. */
export interface CiFinding {
  readonly class: "error" | "warning" | "reference";
  readonly rule: string;
  /** What in the file it is about. */
  readonly node: string;
  readonly message: string;
  /** What to do; empty where the message says so. */
  readonly fix: string;
  /** Counted from 1. */
  readonly line: number;
}

/** A file with what was found in it. */
export interface CiReport {
  readonly file: string;
  readonly findings: readonly CiFinding[];
}

/** A file that could not be read: an error of its own, so that nothing that looks green hides it. */
export function unreadReport(file: string, message: string): CiReport {
  return {
    file,
    findings: [{ class: "error", rule: "unreadable", node: "file", message, fix: "", line: 1 }],
  };
}

/** How programs of continuous integration name the weight of a finding. */
const LEVELS = { error: "error", warning: "warning", reference: "note" } as const;

/** Files in an address go by slashes, from the folder that the program runs in. */
const uriOf = (file: string): string => encodeURI(file.replaceAll("\\", "/"));

const wordsOf = (message: string, fix: string): string => (fix === "" ? message : `${message}; ${fix}`);

/** SARIF 2.1.0 (OASIS 2020): what code scanning takes in. @param version of Sluice */
export function sarif(reports: readonly CiReport[], version: string): object {
  const rules = [...new Set(reports.flatMap(({ findings }) => findings.map(({ rule }) => rule)))].sort();
  return {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name: "sluice", version, rules: rules.map((id) => ({ id })) } },
        results: reports.flatMap(({ file, findings }) =>
          findings.map(({ class: kind, rule, node, message, fix, line }) => ({
            ruleId: rule,
            ruleIndex: rules.indexOf(rule),
            level: LEVELS[kind],
            message: { text: `${node}: ${wordsOf(message, fix)}` },
            locations: [
              {
                physicalLocation: { artifactLocation: { uri: uriOf(file) }, region: { startLine: line } },
                logicalLocations: [{ fullyQualifiedName: node }],
              },
            ],
          })),
        ),
      },
    ],
  };
}

/** Annotations of GitHub Actions, a line each: workflow commands, with what would end them escaped. */
export function githubAnnotations(reports: readonly CiReport[]): string {
  // A log is read in a terminal too, which would obey what a name or a value says.
  const data = (text: string) =>
    printable(text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A"));
  const property = (text: string) => data(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
  const command = { error: "error", warning: "warning", reference: "notice" } as const;
  return reports
    .flatMap(({ file, findings }) =>
      findings.map(
        ({ class: kind, rule, node, message, fix, line }) =>
          `::${command[kind]} file=${property(file)},line=${line},title=${property(rule)}::${data(`${node}: ${wordsOf(message, fix)}`)}`,
      ),
    )
    .join("\n");
}

/** JUnit's XML: a suite for each file, a case for each finding, of which errors fail; a file without any is one case that passes. */
export function junit(reports: readonly CiReport[], command: string): string {
  const suites = reports.map(({ file, findings }) => {
    const cases = findings.map((one) => caseOf(file, one));
    const failures = findings.filter(({ class: kind }) => kind === "error").length;
    const all = cases.length === 0 ? [`    <testcase classname="${xml(file)}" name="no findings"/>`] : cases;
    const counts = `tests="${all.length}" failures="${failures}"`;
    return `  <testsuite name="${xml(file)}" ${counts}>\n${all.join("\n")}\n  </testsuite>`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="${xml(command)}">\n${suites.join("\n")}\n</testsuites>`;
}

function caseOf(file: string, { class: kind, rule, node, message, fix, line }: CiFinding): string {
  const head = `    <testcase classname="${xml(file)}" name="${xml(`${rule} ${node}`)}" file="${xml(file)}" line="${line}">`;
  const text = xml(wordsOf(message, fix));
  return kind === "error"
    ? `${head}<failure type="${kind}" message="${text}"/></testcase>`
    : `${head}<system-out>${kind}: ${text}</system-out></testcase>`;
}

/** Text in XML 1.0, which has no characters of control. */
function xml(text: string): string {
  const escapes: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
  return text
    .replace(/[&<>"]/gu, (one) => escapes[one] ?? one)
    .replace(/[\p{Zl}\p{Zp}]|[^\P{C}\t]/gu, "\uFFFD");
}
