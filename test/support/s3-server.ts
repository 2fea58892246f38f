import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { root } from "./cli.ts";

const python = join(root, "node_modules/.cache/sluice/python-s3/bin/python");

/** Whether the tests of object storage are skipped: there is no server, and nobody promised it, as CI does. */
export const withoutS3 = !existsSync(python) && process.env["CI"] === undefined;

/** Object storage on this machine, which forgets all when it ends: moto, which `test/interop/make-python.sh` installs. */
export interface S3Server {
  readonly url: string;
  /** The environment of who may use it. */
  readonly env: Readonly<Record<string, string>>;
  /** Makes a bucket. */
  bucket(name: string): Promise<void>;
  /** Puts an object, whatever is there. */
  put(bucket: string, key: string, bytes: Uint8Array): Promise<void>;
  close(): Promise<void>;
}

export const S3_SECRET = "aSecretKeyThatIsGreppedFor";

/** Starts it with an empty state. */
export async function startS3(): Promise<S3Server> {
  const child = spawn(python, ["-c", SERVE], { stdio: ["ignore", "ignore", "pipe"] });
  const url = await new Promise<string>((resolve, reject) => {
    let said = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      said += text;
      const [found] = /http:\/\/127\.0\.0\.1:\d+(?=\s)/u.exec(said) ?? [];
      if (found !== undefined) resolve(found);
    });
    child.once("close", () => reject(new Error(`moto ended: ${said}`)));
  });
  const put = async (path: string, body?: Uint8Array) => {
    const { ok, status } = await fetch(`${url}/${path}`, {
      method: "PUT",
      headers: { authorization: "AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/s3/aws4_request" },
      ...(body && { body }),
    });
    if (!ok) throw new Error(`moto answered ${status}`);
  };
  return {
    url,
    env: {
      AWS_ENDPOINT_URL: url,
      AWS_ACCESS_KEY_ID: "AKIATEST",
      AWS_SECRET_ACCESS_KEY: S3_SECRET,
      AWS_REGION: "us-east-1",
      AWS_EC2_METADATA_DISABLED: "true",
      AWS_CONFIG_FILE: "/dev/null",
      AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
    },
    bucket: (name) => put(name),
    put: (bucket, key, bytes) => put(`${bucket}/${key.split("/").map(encodeURIComponent).join("/")}`, bytes),
    async close() {
      const gone = new Promise((resolve) => child.once("close", resolve));
      child.kill("SIGKILL");
      await gone;
    },
  };
}

/** One request after another, since moto looks whether there is an object and puts it in two steps. */
const SERVE = `
from werkzeug.serving import run_simple
from moto.server import DomainDispatcherApplication, MotoRequestHandler, create_backend_app
run_simple("127.0.0.1", 0, DomainDispatcherApplication(create_backend_app), threaded=False, request_handler=MotoRequestHandler)
`;
