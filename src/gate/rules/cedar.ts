import { setFlagsFromString } from "node:v8";

// Up to Node 22, V8 aborts the process ("unreachable code") where a function that it has merged with a WebAssembly
// call must be given up during that call, and the call returns a reference, as Cedar's do.
if (Number.parseInt(process.versions.node, 10) < 24) setFlagsFromString("--no-turbo-inline-js-wasm-calls");

export * from "@cedar-policy/cedar-wasm/nodejs";
