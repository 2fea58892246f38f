import { stringify } from "yaml";
import type { LaunchWish } from "./wish.ts";

/**
 * An Indexed Job (batch/v1): each index is a worker with back-off of its own. Exit code 2 ends an index, since trying
 * again changes nothing; a pod that the cluster takes away counts for nothing. The last worker seals the run.
 */
export function kubernetesJob({ name, run, workers, work, image, volume }: LaunchWish): string {
  const job = {
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: { name },
    spec: {
      completions: workers,
      parallelism: workers,
      completionMode: "Indexed",
      backoffLimitPerIndex: 3,
      maxFailedIndexes: Math.max(0, workers - 1),
      podFailurePolicy: {
        rules: [
          { action: "Ignore", onPodConditions: [{ type: "DisruptionTarget", status: "True" }] },
          { action: "FailIndex", onExitCodes: { containerName: "worker", operator: "In", values: [2] } },
        ],
      },
      template: {
        spec: {
          restartPolicy: "Never",
          containers: [
            {
              name: "worker",
              image,
              command: [...work, "--seal"].map(literal),
              volumeMounts: [{ name: "data", mountPath: mountOf(run) }],
            },
          ],
          volumes: [{ name: "data", persistentVolumeClaim: { claimName: volume } }],
        },
      },
    },
  };
  return stringify(job);
}

/** Kubernetes puts variables in for `$(NAME)`, and reads `$$` as `$`. */
function literal(word: string): string {
  return word.replaceAll("$", "$$$$");
}

/** The first folder of the run's path, where the volume is mounted. */
function mountOf(run: string): string {
  return `/${run.split("/").filter(Boolean)[0] ?? ""}`;
}
