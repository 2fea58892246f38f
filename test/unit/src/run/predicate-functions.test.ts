import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { predicateTrouble } from "../../../../src/run/predicate/check.ts";
import { openMemory, type Query } from "../../../../src/run/query.ts";

const open: Query[] = [];

/** A database with one row of every type that scores have, as a session of its own. */
async function session(): Promise<Query> {
  const query = await openMemory();
  open.push(query);
  await query.run(
    "CREATE TABLE scores AS SELECT 'a1' AS key, 'A cap, 12' AS caption, 0.5::FLOAT AS p, 7 AS n, true AS yes, ['x', 'y'] AS tags",
  );
  return query;
}
let query: Query;
let other: Query;

beforeAll(async () => {
  query = await session();
  // As a policy read elsewhere, later: another zone, and some statements asked before.
  process.env["TZ"] = "Asia/Tokyo";
  other = await session();
  await other.rows("SELECT random(), now() FROM range(7)");
});
afterAll(() => {
  for (const one of open) one.close();
});

interface Overload {
  readonly name: string;
  readonly kind: string;
  readonly steady: boolean;
  readonly types: readonly string[];
  readonly varargs: string | null;
}

/** A written-out value of a type; null where none can be written. */
function written(type: string): string | null {
  if (/^(?:ANY|T|K|V|"NULL")$/u.test(type)) return "7";
  if (/\[\]$|^LIST|^ARRAY|\[ANY\]|\[\d*\]$/u.test(type))
    return `[${written(type.replace(/\[[^\]]*\]$/u, "")) ?? "7"}, 2]`;
  if (/^MAP/u.test(type)) return "MAP {7: 2}";
  if (/^STRUCT/u.test(type)) return "{'a': 7}";
  if (/^VARCHAR|^JSON/u.test(type)) return "'12'";
  if (/INT$|INTEGER|^DECIMAL|^DOUBLE|^FLOAT|^BIGNUM/u.test(type)) return `7::${type.replace(/\(.*$/u, "")}`;
  if (type === "BOOLEAN") return "true";
  if (type === "BLOB") return "'ab'::BLOB";
  if (type === "BIT") return "'0110'::BIT";
  if (type === "UUID") return "'00000000-0000-4000-8000-000000000000'::UUID";
  if (/^DATE$|^TIMESTAMP/u.test(type)) return `'2024-02-29'::${type}`;
  if (/^TIME/u.test(type)) return `'12:34:56'::${type}`;
  if (type === "INTERVAL") return "INTERVAL 3 DAY";
  if (type === "LAMBDA") return "lambda x: x";
  return null;
}

async function overloads(): Promise<readonly Overload[]> {
  return query.rows<Overload>(`SELECT DISTINCT function_name AS name, function_type AS kind,
    coalesce(stability = 'CONSISTENT' AND NOT has_side_effects, false) AS steady,
    parameter_types AS types, varargs FROM duckdb_functions() ORDER BY ALL`);
}

/** What a session answers, or that it does not. */
async function answer(session: Query, call: string): Promise<string> {
  try {
    const [row] = await session.rows<{ said: string }>(`SELECT (${call})::VARCHAR AS said FROM scores`);
    return `said ${row?.said}`;
  } catch (error) {
    return `error ${(error as Error).message.split("\n")[0]}`;
  }
}

describe("the functions that a predicate may call", () => {
  it("are scalar and always answer alike: every function of DuckDB's catalogue", async () => {
    const all = await overloads();
    const unlike: string[] = [];
    const passed: string[] = [];
    let called = 0;
    const seen = new Map<string, number>();
    for (const { name, kind, steady, types, varargs } of all) {
      // Of overloads by the dozen, some of each kind: comparisons and collations have one per type.
      const times = seen.get(`${kind} ${name} ${types.length}`) ?? 0;
      seen.set(`${kind} ${name} ${types.length}`, times + 1);
      if (times >= 2) continue;
      const wanted = types.length === 0 && varargs !== null ? [varargs] : types;
      const values = wanted.map((type) => written(type ?? "ANY"));
      const call = `"${name}"(${values.map((value) => value ?? "NULL").join(", ")})`;
      const trouble = await predicateTrouble(query, `(${call}) IS NULL`, "scores");
      const scalar = kind === "scalar" || kind === "macro";
      const same = all.filter((one) => one.name === name);
      const another = same.some((one) => one.kind === "scalar" || one.kind === "macro");
      if (trouble === null && ((!scalar && !another) || (kind === "scalar" && !steady))) passed.push(call);
      if (trouble !== null) continue;
      called++;
      if ((await answer(query, call)) !== (await answer(other, call))) unlike.push(call);
    }
    expect(passed).toEqual([]);
    expect(unlike).toEqual([]);
    // The walk calls, and does not only refuse.
    expect(called).toBeGreaterThan(400);
  });

  it.each([
    "random() < 0.5",
    "main.random() < 0.5",
    'system.main."RANDOM"() < 0.5',
    "current_date > '2020-01-01'",
    "now() > '2020-01-01'",
    "CURRENT_TIMESTAMP IS NULL",
    "localtime IS NULL",
    "current_localtimestamp() IS NULL",
    "age(TIMESTAMP '2020-01-01') > INTERVAL 1 DAY",
    "ago(INTERVAL 1 DAY) IS NULL",
    "pg_postmaster_start_time() IS NULL",
    "sleep_ms(1) IS NULL",
    "pg_sleep(1) IS NULL",
    "uuid() IS NULL",
    "nextval('s') = 1",
    "current_setting('threads') = 2",
    "getvariable('x') IS NULL",
    "version() = 'v1'",
    "user = 'duckdb'",
    "current_schema() = 'main'",
    "unnest([true, false])",
    "unnest(tags) = 'x'",
    "generate_subscripts(tags, 1) = 1",
    "regexp_split_to_table(key, ',') = 'x'",
    "count(*) > 0",
    "max(p) > 0",
    "wavg(p, n) > 0",
    "row_number() OVER () = 1",
    "p > (SELECT avg(p) FROM scores)",
    "EXISTS (SELECT 1)",
    "'x' = ANY(tags)",
    "COLUMNS('p') > 0",
    "#1 IS NULL",
    "rowid = 0",
    "scores IS NULL",
    "list_aggregate(tags, key) = 'x'",
    "list_aggr([1, 2], 'reservoir_quantile', 0.5) = 1",
    "list_filter(tags, x -> random() < 0.5) IS NULL",
    "len([x for x in tags if random() < 0.5]) = 1",
    "length(current_date -> '$') > 0",
    "current_date.year() > 2020",
    "CASE WHEN yes THEN now() ELSE now() END IS NULL",
    "range(1000000000) IS NULL",
    "length(repeat(key, 1000000000)) > 0",
    "read_text('/etc/hostname') IS NULL",
    "getenv('HOME') IS NULL",
    "true) FROM scores WHERE (false",
    "true) FROM scores LIMIT (1",
    "true) FROM scores GROUP BY ALL HAVING (true",
  ])("refuses %s", async (when) => {
    expect(await predicateTrouble(query, when, "scores")).not.toBeNull();
  });

  it.each([
    "p >= 0.5 AND caption ILIKE '%cap%' AND NOT yes IS NULL",
    "nullif(n, 3) > split_part('1,2', ',', 1)::INTEGER",
    "list_sum([n, 3]) > 3 AND list_contains(tags, 'x')",
    "len(list_filter(tags, lambda x, i: x > key AND i < n)) = 0",
    "len([x || key for x in tags if x > 'a']) = 2",
    "caption.lower().length() > 3",
    "scores.p BETWEEN 0.1 AND greatest(p, 0.9)",
    "CASE n WHEN 7 THEN true ELSE false END",
    "(json_object('a', n) -> '$.a')::INTEGER = 7",
    "regexp_matches(caption, '\\d{2}') AND caption SIMILAR TO '.*' AND key GLOB 'a*'",
    "try_cast(caption AS INTEGER) IS NULL AND coalesce(n, 0) IN (1, 7)",
    "strptime('2020-01-01', '%Y-%m-%d') < TIMESTAMP '2021-01-01' + INTERVAL 3 DAY",
    "extract(year FROM DATE '2020-01-01') = 2020",
    "caption COLLATE NOCASE = 'A CAP, 12' -- a remark",
    "array_to_string(tags, ',') = 'x,y' AND tags[1] = 'x'",
  ])("takes %s", async (when) => {
    expect(await predicateTrouble(query, when, "scores")).toBeNull();
  });

  it("never takes what names a function that may differ, however it is wrapped", async () => {
    const wrap = fc.constantFrom(
      (x: string) => `coalesce(${x}, 1)`,
      (x: string) => `CASE WHEN yes THEN ${x} ELSE 1 END`,
      (x: string) => `len(list_transform(tags, t -> ${x}))`,
      (x: string) => `greatest(p, (${x})::DOUBLE)`,
      (x: string) => `(${x}) + n`,
      (x: string) => `TRY(${x})`,
      (x: string) => `struct_pack(a := ${x}).a`,
      (x: string) => `length((${x})::VARCHAR COLLATE NOCASE)`,
    );
    const volatile = fc.constantFrom(
      "random()",
      "epoch(now())",
      "hash(uuid())",
      "len(current_schemas(true))",
    );
    await fc.assert(
      fc.asyncProperty(volatile, fc.array(wrap, { maxLength: 4 }), async (call, wraps) => {
        const when = `(${wraps.reduce<string>((inner, one) => one(inner), call)}) > 0`;
        expect(await predicateTrouble(query, when, "scores")).toMatch(/may differ from call to call/u);
      }),
      { numRuns: 60 },
    );
  });
});
