/* Pyodide's module as both the maker of the snapshot and its reader build it: a snapshot is memory alone, so
 * the packages' files and dynamic libraries have to be in equal places in both. */

import { install } from "./wheels.mjs";

// Some browsers add a function or two to the table before: libraries begin at the same place in all.
const LIBRARIES_AT = 14_336;

/** A module with packages: of each wheel its `files`, and `bytes()`. `libraries` are promises of path, code. */
export async function machine(make, settings, wheels, libraries) {
  let failed;
  settings.preRun.push((module) => {
    module.addRunDependency("packages");
    fill(module, wheels, libraries)
      .catch((error) => { failed = error; })
      .finally(() => module.removeRunDependency("packages"));
  });
  const module = await make(settings);
  if (failed) throw failed;
  return module;
}

async function fill(module, wheels, libraries) {
  const { FS, API, wasmTable } = module;
  for (const { files, bytes } of wheels) install(FS, API.sitePackages, files, bytes);
  wasmTable.grow(LIBRARIES_AT - wasmTable.length);
  for (const library of libraries) {
    const [name, code] = await library;
    const path = `${API.sitePackages}/${name}`;
    const flags = { loadAsync: true, nodelete: true, allowUndefined: true };
    const loaded = Object.assign(module.newDSO(path, undefined, "loading"), { global: false });
    loaded.exports = await module.loadWebAssemblyModule(code, flags, path, {});
  }
}

/** The dynamic libraries of a wheel. */
export function librariesOf({ files }) {
  return files.filter(([name]) => name.endsWith(".so"));
}
