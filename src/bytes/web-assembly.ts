/** Starts modules in WebAssembly. */

/** Node's WebAssembly, as far as it is used: TypeScript declares it with the rest of a browser only. */
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: object };
};

/** False where V8 may make no code while it runs (`node --jitless`). */
export const hasWebAssembly = (): boolean => typeof WebAssembly !== 'undefined';

/** What a module exports, its memory included. The caller knows what it is. @throws Error without address space for it */
export const startModule = <Exports extends object>(base64: string, imports: object = {}): Exports =>
  new WebAssembly.Instance(new WebAssembly.Module(Buffer.from(base64, 'base64')), imports).exports as Exports;
