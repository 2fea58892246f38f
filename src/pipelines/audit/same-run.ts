import { CliError } from "../../process/errors.ts";
import { inputsDigest, type RunInputs, type RunModule } from "../../run/run.ts";

/** Where the data lies on this machine: another mounts it elsewhere. Shards are known by name, size and hash. */
const places = new Set<keyof RunInputs>(["uri", "uris"]);

/**
 * Refuses to go on with a run that asked for something else: its scores would not be of one kind.
 * @throws CliError (exit code 2) naming the module, model or filter that changed, else the inputs that differ
 */
export function refuseOther(out: string, old: RunInputs, now: RunInputs): void {
  if (inputsDigest(old) === inputsDigest(now)) return;
  const names = [...new Set([...Object.keys(old), ...Object.keys(now)])] as (keyof RunInputs)[];
  const differs = names.filter(
    (name) =>
      !places.has(name) &&
      // Older runs have no map.
      !(name === "map" && old[name] === undefined) &&
      comparable(old[name]) !== comparable(now[name]),
  );
  if (differs.length === 0) {
    const [then, by] = [commitsIn(old), commitsIn(now)];
    if (then.length > 0 && by.length > 0 && then.join() !== by.join())
      throw new CliError(
        `Cannot resume run "${out}": its dataset was another commit then (${then.join(" ")}); name that, or choose another --out`,
        { exitCode: 2 },
      );
    return;
  }
  const reason =
    changedLists(old, now) ??
    changedCustodian(old, now) ??
    changedModule(old, now) ??
    changedModel(old, now) ??
    `it was made with other ${differs.join(", ")}`;
  throw new CliError(`Cannot resume run "${out}": ${reason}; choose another --out, or delete it`, {
    exitCode: 2,
  });
}

/** What was not held against a list may be on it: a run is held against all of its lists, or another is made. */
function changedLists({ hashes: then = [] }: RunInputs, { hashes: now = [] }: RunInputs): string | undefined {
  const digests = (lists: typeof then) => lists.map(({ sha256 }) => sha256).join();
  if (digests(then) === digests(now)) return undefined;
  const named = (lists: typeof then) => lists.map(({ name }) => name).join(", ") || "none";
  return `it is held against other lists of known harm (--hashes): ${named(then)} then, ${named(now)} now`;
}

/** Hits that were sealed for another, or for nobody, are lost to who is named now. */
function changedCustodian({ custodian: then }: RunInputs, { custodian: now }: RunInputs): string | undefined {
  if (then === now) return undefined;
  return `its hits are sealed for another (--custodian): ${then ?? "nobody"} then, ${now ?? "nobody"} now`;
}

/** A module may be renamed: what it says is its digest. */
function comparable(value: unknown): string | undefined {
  return JSON.stringify(value, (name, inner: unknown) => (name === "file" ? undefined : inner));
}

/** Places of the hub, each pinned: two commits are two datasets, whatever their files are called. */
function commitsIn({ uri, uris = [uri] }: RunInputs): readonly string[] {
  return uris.filter((one) => /^hf:\/\/datasets\/[^/]+\/[^/@]+@[0-9a-f]{40}/u.test(one));
}

function changedModule(old: RunInputs, now: RunInputs): string | undefined {
  const before = new Map(old.filters.map(({ id, module }) => [id, module]));
  const pairs = [
    ...now.filters.map(({ id, module }) => [`filter "${id}"`, before.get(id), module] as const),
    [`format "${now.format}"`, old.formatModule, now.formatModule] as const,
  ];
  const changed = pairs.find(([, a, b]) => a !== undefined && b !== undefined && a.sha256 !== b.sha256);
  if (changed === undefined) return undefined;
  const [what, a, b] = changed;
  return `${what} is another: ${described(a)} then, ${described(b)} now`;
}

/** A model of the same name with other weights, or a filter of another version: both programs are of one version. */
function changedModel(old: RunInputs, now: RunInputs): string | undefined {
  for (const { id, version, models } of now.filters) {
    const before = old.filters.find((filter) => filter.id === id);
    if (before === undefined) continue;
    if (before.version !== version)
      return `filter "${id}" was version ${before.version} then, and is ${version} now`;
    const model = models.find(({ id: name, sha256 }) =>
      before.models.some((one) => one.id === name && one.sha256 !== sha256),
    );
    const then = before.models.find((one) => one.id === model?.id);
    if (model !== undefined)
      return `model "${model.id}" of filter "${id}" is another: SHA-256 ${then?.sha256.slice(0, 12)}… then, ${model.sha256.slice(0, 12)}… now`;
  }
  return undefined;
}

function described(module: RunModule | undefined): string {
  return `${module?.file} with SHA-256 ${module?.sha256.slice(0, 12)}…`;
}
