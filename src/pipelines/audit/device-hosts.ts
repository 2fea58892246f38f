import { randomUUID } from "node:crypto";
import { rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { deviceWish, deviceWishes, maySpeedUp } from "../../../models/choices.ts";
import { CliError, oneLine } from "../../process/errors.ts";
import { startProcess } from "../../process/start-process.ts";
import { ownFolder } from "../../run/own-folder.ts";
import type { WorkerSetup } from "./batch.ts";

/** How often a device's process is started again before the audit ends. */
const MOST_RESTARTS = 5;

/** How long a host may take to close its sessions, milliseconds. */
const CLOSING_MS = 15_000;

/** Longest path of a socket, bytes: Linux allows 107, macOS 103. */
const LONGEST_PATH = 100;
/** Of it, what a folder of a process and the socket in it are called, at most. */
const OWN_NAME = 70;

/** A process for each device that workers share; none for the CPU, of which each worker has a core. */
export interface DeviceHosts {
  /** The device of the worker that is started as the `nth`, from 0, and where its sessions are. */
  of(nth: number): Pick<WorkerSetup, "device" | "host">;
  close(): Promise<void>;
}

/**
 * Starts them, where a device is one that workers had better share: a graphics processor has one memory, and is
 * fastest with many rows at once. A device with a number is always shared.
 * @param device as `--device` has it: `auto`, `cuda`, `cuda:0,cuda:1`
 * @param fail hears that a device's process ends time and again
 * @throws CliError when a device is none, or none of this platform
 */
export function startDeviceHosts(device: string, fail: (error: Error) => void): DeviceHosts {
  const folders: string[] = [];
  const hosts: Host[] = [];
  const places = wishesOf(device).map((wish): Pick<WorkerSetup, "device" | "host"> => {
    if (!isShared(wish)) return { device: wish };
    const host = socketPath(folders);
    hosts.push(keepHost(wish, host, fail));
    return { device: wish, host };
  });
  return {
    of: (nth) => places[nth % places.length] as Pick<WorkerSetup, "device" | "host">,
    async close() {
      await Promise.all(hosts.map((host) => host.close()));
      for (const folder of folders) rmSync(folder, { recursive: true, force: true });
    },
  };
}

function wishesOf(device: string): readonly string[] {
  try {
    const wishes = deviceWishes(device);
    for (const wish of wishes) maySpeedUp(deviceWish(wish).device);
    return wishes;
  } catch (error) {
    throw new CliError(oneLine(error), { exitCode: 2 });
  }
}

function isShared(wish: string): boolean {
  const { device, index } = deviceWish(wish);
  return index !== undefined || maySpeedUp(device);
}

/** A name that only this user may connect to. */
function socketPath(folders: string[]): string {
  if (process.platform === "win32") return `\\\\.\\pipe\\sluice-${randomUUID()}`;
  const folder = ownFolder("device", tmpdir().length > LONGEST_PATH - OWN_NAME ? "/tmp" : tmpdir());
  folders.push(folder);
  return join(folder, "host");
}

interface Host {
  close(): Promise<void>;
}

/** Starts a device's process, and again where it ends. */
function keepHost(device: string, path: string, fail: (error: Error) => void): Host {
  let closed = false;
  let restarts = 0;
  const start = () => {
    const host = startProcess("pipelines/audit/device-host", { path }, () => {});
    void host.gone.then((reason) => {
      if (closed) return;
      if (restarts++ < MOST_RESTARTS) current = start();
      else
        fail(new CliError(`Cannot go on: the process of device ${device} ends: ${reason}`, { exitCode: 1 }));
    });
    return host;
  };
  let current = start();
  return {
    async close() {
      closed = true;
      current.send({ close: true });
      const late = setTimeout(() => void current.kill(), CLOSING_MS);
      await current.gone;
      clearTimeout(late);
    },
  };
}
