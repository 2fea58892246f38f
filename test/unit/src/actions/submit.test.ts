import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { type IJob, Job } from "kubernetes-models/batch/v1";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { type SubmitWish, submitRun } from "../../../../src/actions/cluster/submit.ts";
import { scratchFolder } from "../../../support/run-files.ts";

const folder = scratchFolder();
const hasPython = (() => {
  try {
    execFileSync("python3", ["--version"]);
    return true;
  } catch {
    return false;
  }
})();

/** A planned run's folder, with a name that a shell would take apart. */
function planned(name = "it's a run"): string {
  const run = folder(name);
  mkdirSync(run, { recursive: true });
  writeFileSync(
    join(run, "run.json"),
    JSON.stringify({ schema: "sluice.run/1", inputs: { uri: "x", filters: [], shards: [] } }),
  );
  return run;
}

async function submitted(wish: Partial<SubmitWish> & Pick<SubmitWish, "launcher">) {
  const { file, start } = await submitRun({ run: planned(), workers: 3, ...wish });
  return { file, start, text: readFileSync(file, "utf8") };
}

describe("what starts the workers of a run", () => {
  it("is an Indexed Job that Kubernetes' own schema takes", async () => {
    const wish = {
      launcher: "k8s",
      image: "registry/sluice:1",
      volume: "data",
      queue: "redis://queue:6379",
    } as const;
    const { text, start } = await submitted(wish);
    const job = parse(text) as IJob;
    expect(() => new Job(job).validate()).not.toThrow();
    expect(job.spec).toMatchObject({ completionMode: "Indexed", completions: 3, backoffLimitPerIndex: 3 });
    expect(job.spec?.template.spec?.containers[0]?.command).toEqual([
      "sluice",
      "work",
      planned(),
      "--again",
      "--queue",
      "redis://queue:6379",
      "--seal",
    ]);
    expect(start.slice(0, 3)).toEqual(["kubectl", "apply", "-f"]);
    // The schema would notice.
    expect(() => new Job({ ...job, spec: { ...job.spec, completions: "3" } } as never).validate()).toThrow();
  });

  it("refuses a Kubernetes job without image and volume", async () => {
    await expect(submitted({ launcher: "k8s" })).rejects.toThrow(/--image[\s\S]*--volume/u);
  });

  it.each(["slurm", "local"] as const)(
    "is a script for %s that bash reads, executable, with paths quoted",
    async (launcher) => {
      const { file, text } = await submitted({ launcher, device: "cuda" });
      execFileSync("bash", ["-n", file]);
      expect(statSync(file).mode & 0o111).not.toBe(0);
      expect(text).toContain(String.raw`it'\''s a run' --again --device cuda`);
    },
  );

  it.skipIf(!hasPython)("is a driver for Ray that Python reads", async () => {
    const { file, text } = await submitted({ launcher: "ray" });
    execFileSync("python3", ["-c", "import ast, sys; ast.parse(open(sys.argv[1]).read())", file]);
    expect(text.split("\n").length).toBeLessThan(35);
  });

  it("takes no part of a folder's name for a command, a variable, a pattern or a line", async () => {
    const run = planned("a $(HOME)\necho 100 %j #");
    const { text } = await submitted({ launcher: "k8s", run, image: "x", volume: "data" });
    const [container] = (parse(text) as IJob).spec?.template.spec?.containers ?? [];
    expect(container?.command?.[2]).toBe(run.replaceAll("$", "$$$$"));
    const slurm = (await submitted({ launcher: "slurm", run })).text;
    expect(slurm.split("\n").filter((line) => line.startsWith("echo"))).toEqual([
      'echo "workers: $array, seal: $seal"',
    ]);
    expect(slurm).toContain("100 %%j #/submit/logs/%A_%a.log");
    const long = planned(`${"x".repeat(39)} y`);
    expect((await submitted({ launcher: "slurm", run: long })).text).toContain(`=sluice-${"x".repeat(39)} `);
  });

  it("names files of known harm and of its custodian by whole paths, and a recipient as it is", async () => {
    const wish = { launcher: "local", hashes: ["known.txt"] } as const;
    const { text } = await submitted({ ...wish, custodian: "keys/custodian.pub" });
    expect(text).toContain(join(process.cwd(), "known.txt"));
    expect(text).toContain(join(process.cwd(), "keys/custodian.pub"));
    expect((await submitted({ ...wish, custodian: "age1abc" })).text).toMatch(/--custodian'?,? '?age1abc/u);
  });

  describe("here", () => {
    const logs = () => join(planned(), "submit/logs");
    /** A `sluice` of these lines in bash, and the script with it, whose workers hold file 3 open as long as they live. */
    async function begun(lines: string) {
      rmSync(logs(), { recursive: true, force: true });
      const { file } = await submitted({ launcher: "local", workers: 2 });
      mkdirSync(folder("bin"), { recursive: true });
      writeFileSync(folder("bin/sluice"), `#!/bin/bash\n${lines}\n`, { mode: 0o755 });
      const child = spawn("bash", [file], {
        env: { ...process.env, PATH: `${folder("bin")}:${process.env["PATH"]}` },
        stdio: ["ignore", "pipe", "inherit", "pipe"],
      });
      const [, out, , held] = child.stdio as unknown as [null, Readable, null, Readable];
      const ended = once(child, "close") as Promise<[number | null]>;
      return { child, ended, out: out.setEncoding("utf8"), held: held.setEncoding("utf8") };
    }
    const module = JSON.stringify(join(process.cwd(), "src/process/outlive-nobody.ts"));
    const works = `exec node --import tsx -e 'import(${module}).then(({ endWith }) => {
      endWith(process.env.SLUICE_PARENTS);
      process.on("SIGTERM", () => process.exit(130));
      require("node:fs").writeSync(3, "up ");
      setInterval(() => {}, 1000);
    })'`;

    it.each(["SIGKILL", "SIGTERM"] as const)("ends its workers by %s, too", async (signal) => {
      const { child, out, held } = await begun(works);
      out.resume();
      let up = "";
      for await (const text of held) {
        up += text;
        if (up === "up up ") child.kill(signal);
      }
      // Nobody holds it open any more.
      expect(up).toBe("up up ");
    });

    it("starts a worker again that a signal ended", async () => {
      const { ended, out, held } = await begun(
        '[ "$1" = work ] || exit 0\nmkdir "$(dirname "$0")/once" 2>/dev/null && kill -9 $$; exit 0',
      );
      held.resume();
      out.resume();
      expect(await ended).toEqual([0, null]);
    });

    it("tries what is worth it three times, keeps a log of each worker, and says what came of it", async () => {
      const { ended, out, held } = await begun(`[ "$1" = work ] || exit 0\necho "$*"; exit 75`);
      held.resume();
      let said = "";
      for await (const text of out) said += text;
      expect(said).toMatch(/^workers write to .*\nworker 1: exit code 75\nworker 2: exit code 75\n$/u);
      expect(said).toContain("sluice status '");
      expect(await ended).toEqual([75, null]);
      for (const n of [1, 2])
        expect(readFileSync(join(logs(), `local_${n}.log`), "utf8")).toMatch(
          /^(?:work .*it's a run --again\n){3}$/u,
        );
    });
  });
});
