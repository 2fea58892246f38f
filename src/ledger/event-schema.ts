import { z } from "zod";
import { cardSignedSchema } from "./card-signed.ts";
import { drawingSchemas, lineageSchema } from "./drawing.ts";
import { type GateEvent, roles } from "./event.ts";
import { recheckSchema } from "./recheck.ts";
import { sealedSchema as sealed } from "./sealed.ts";
import { submittedSchema } from "./submitted.ts";

const sha256 = z.string().regex(/^[0-9a-f]{64}$/u, "wanted a SHA-256 in hexadecimal");
const time = z.iso.datetime({ precision: 3 });
const requestId = z.string().regex(/^r\d{1,15}$/u, "wanted a request's id, as r12");
const imageId = z.string().regex(/^r\d{1,15}\.\d{1,6}$/u, "wanted an image's id, as r12.0");
const modelId = z.string().regex(/^[a-z0-9-]{1,64}$/u, "wanted a model's id");
const scores = z.record(z.string(), z.number());
const rules = z.array(z.string());
const count = z.int().nonnegative();
const verdict = z.enum(["pass", "block", "fault"]);

const file = z.strictObject({
  sha256,
  // 0 stands for a length that was redacted.
  bytes: count,
  format: z.enum(["png", "jpeg", "webp"]),
});
const provenance = z.strictObject({
  c2pa: sha256.nullable(),
  iptc: z.boolean(),
  watermark: z
    .string()
    .regex(/^[0-9a-f]+$/u)
    .nullable(),
});

const person = z.strictObject({
  id: z.string().regex(/^p[0-9a-f]{12}$/u),
  name: sealed,
  roles: z.array(z.enum(roles)),
  keys: z.array(
    z.strictObject({
      id: z.string().startsWith("SHA256:"),
      public: z.string().startsWith("ssh-ed25519 "),
      status: z.enum(["active", "lost", "revoked"]),
    }),
  ),
  status: z.enum(["active", "revoked"]),
  until: time.nullable(),
  quota: z.strictObject({ requests: count, images: count }).nullable(),
  recipients: z.array(z.string().startsWith("age1")),
});

const prompt = {
  model: modelId,
  manifest: sha256.exactOptional(),
  prompt: sealed,
  negative: sealed.nullable(),
  images: z.int().positive().max(1000),
  seed: z.int().nullable(),
  purpose: sealed.nullable(),
  rules,
  scores,
  policy: sha256,
  filters: sha256,
};

const rosterChanged = z.strictObject({
  type: z.literal("roster-changed"),
  people: z.array(person),
  reason: sealed,
});
const rulesChanged = z.strictObject({
  type: z.literal("rules-changed"),
  files: z.record(z.string().regex(/^[a-z0-9-]+\.[a-z]+$/u), z.string()),
  reason: sealed,
});
const exception = z.strictObject({
  type: z.literal("exception"),
  model: modelId,
  manifest: sha256,
  reason: sealed,
  expires: time,
});
const clockSet = z.strictObject({ type: z.literal("clock-set"), reason: sealed });
const proposal = z.string().regex(/^c\d{1,15}$/u, "wanted a proposal's id, as c12");

/** What an entry may say, checked at the edge. */
export const eventSchema: z.ZodType<GateEvent> = z.discriminatedUnion("type", [
  rosterChanged,
  rulesChanged,
  z.strictObject({
    type: z.literal("proposal"),
    change: z.discriminatedUnion("type", [rosterChanged, rulesChanged, exception, clockSet]),
  }),
  z.strictObject({ type: z.literal("consent"), proposal }),
  z.strictObject({ type: z.literal("veto"), proposal, reason: sealed }),
  z.strictObject({ type: z.literal("enactment"), proposal }),
  z.strictObject({ type: z.literal("request"), ...prompt, verdict: z.enum(["pass", "needs-approval"]) }),
  z.strictObject({ type: z.literal("prompt-blocked"), ...prompt }),
  z.strictObject({ type: z.literal("approval"), request: requestId, expires: time, note: sealed.nullable() }),
  z.strictObject({ type: z.literal("denial"), request: requestId, reason: sealed }),
  z.strictObject({
    type: z.literal("generation-started"),
    request: requestId,
    model: modelId,
    manifest: sha256,
    weights: z.record(z.string(), sha256),
    lineage: lineageSchema,
    exception: count.nullable(),
    policy: sha256,
    notChecked: z.array(z.string()),
    filters: sha256,
    stages: z.array(z.string().min(1)).exactOptional(),
    client: z.string().max(200).exactOptional(),
  }),
  ...drawingSchemas,
  recheckSchema,
  cardSignedSchema,
  submittedSchema,
  z.strictObject({
    type: z.literal("image-judged"),
    request: requestId,
    index: count,
    verdict,
    rules,
    stages: z.array(z.strictObject({ stage: z.string(), size: z.int().positive(), verdict, rules, scores })),
    sealed: z.strictObject({ sha256, bytes: count }).nullable(),
    content: sha256.nullable(),
    receipt: sha256.nullable(),
  }),
  z.strictObject({
    type: z.literal("reveal"),
    image: imageId,
    rung: z.int().min(0).max(5),
    reason: sealed.nullable(),
  }),
  z.strictObject({
    type: z.literal("image-reviewed"),
    image: imageId,
    verdict: z.enum(["pass", "reject"]),
    rung: z.int().min(0).max(5),
    seconds: z.number().nonnegative(),
    note: sealed.nullable(),
    override: sealed.exactOptional(),
  }),
  z.strictObject({ type: z.literal("release"), image: imageId, file, provenance, receipt: sha256 }),
  z.strictObject({ type: z.literal("sheet"), images: z.array(imageId).min(1).max(100), file, provenance }),
  z.strictObject({ type: z.literal("destroyed"), image: imageId, reason: sealed }),
  exception,
  z.strictObject({ type: z.literal("checkpoint"), size: z.int().positive(), root: sha256 }),
  clockSet,
  z.strictObject({
    type: z.literal("repaired"),
    aside: z.array(z.strictObject({ name: z.string(), sha256, bytes: count })).min(1),
    reason: sealed,
  }),
]);
