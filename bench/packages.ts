import { createRequire } from "node:module";

/** Packages of bench/package.json are types of nobody's: a clone without `npm ci --prefix bench` compiles as well. */
const require = createRequire(import.meta.url);

/** Whether TensorFlow.js and nsfwjs are installed: `npm ci --prefix bench`. */
export const benchInstalled = ["@tensorflow/tfjs", "@tensorflow/tfjs-backend-wasm", "nsfwjs"].every(
  (name) => {
    try {
      return require.resolve(name) !== "";
    } catch {
      return false;
    }
  },
);

/** As much of a tensor as is used here. */
export interface Tensor {
  div(by: number): Tensor;
  data(): Promise<ArrayLike<number>>;
  dispose(): void;
}

type Shape = readonly number[];

/** As much of TensorFlow.js as is used here. */
export interface TensorFlow {
  setBackend(name: string): Promise<boolean>;
  enableProdMode(): void;
  tidy(work: () => Tensor): Tensor;
  dispose(tensors: readonly Tensor[]): void;
  tensor3d(values: ArrayLike<number>, shape: Shape, type: "int32"): Tensor;
  tensor4d(values: ArrayLike<number>, shape: Shape): Tensor;
}

/** A model of nsfwjs. */
export interface NsfwModel {
  readonly model: { predict(input: Tensor): Tensor };
  classify(
    picture: Tensor,
    classes?: number,
  ): Promise<readonly { readonly className: string; readonly probability: number }[]>;
}

interface ModelDefinition {
  readonly name: string;
  readonly options?: object;
}

interface Nsfwjs {
  load(name: string, options: object): Promise<NsfwModel>;
}

/** TensorFlow.js on its WebAssembly backend. */
export async function loadTensorFlow(): Promise<TensorFlow> {
  const tf = await open<TensorFlow>("@tensorflow/tfjs");
  const backend = "@tensorflow/tfjs-backend-wasm";
  const { setWasmPaths } = await open<{ setWasmPaths(folder: string): void }>(backend);
  setWasmPaths(require.resolve(`${backend}/package.json`).replace(/package\.json$/u, "dist/"));
  await tf.setBackend("wasm");
  return tf;
}

/** A model as nsfwjs's package holds it. @param withOptions as its definition asks, as a user of nsfwjs would have it */
export async function loadNsfwjs(model: string, withOptions: boolean): Promise<NsfwModel> {
  const { load } = await open<Nsfwjs>("nsfwjs/core");
  const [definition] = Object.values(await open<Record<string, ModelDefinition>>(`nsfwjs/models/${model}`));
  if (definition === undefined) throw new Error(`Cannot load "${model}": nsfwjs exports nothing`);
  return load(definition.name, {
    modelDefinitions: [definition],
    ...(withOptions ? definition.options : {}),
  });
}

function open<T>(name: string): Promise<T> {
  return import(name);
}
