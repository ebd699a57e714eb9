/* Makes the snapshot, in Node: snapshot.mjs FOLDER SCRIPT TARGET. FOLDER has Pyodide and the wheels that its lock
 * file names; SCRIPT is what Python does first. Writes TARGET.bin and TARGET.json. */

import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { librariesOf, machine } from "./machine.mjs";
import { listed, read } from "./wheels.mjs";

const [folder, script, target] = process.argv.slice(2).map((path) => resolve(path));
const { loadPyodide } = await import(pathToFileURL(join(folder, "pyodide.mjs")));
const code = await import(pathToFileURL(join(folder, "pyodide.asm.mjs")));
const lock = JSON.parse(readFileSync(join(folder, "pyodide-lock.json"), "utf8"));
const wheels = Object.values(lock.packages).map(({ file_name: file }) => {
  const zip = new Uint8Array(readFileSync(join(folder, file)));
  const sha256 = createHash("sha256").update(zip).digest("hex");
  return { file, sha256, files: listed(zip), bytes: () => zip };
});
const libraries = wheels.flatMap((wheel) =>
  librariesOf(wheel).map((file) => [file[0], read(file, wheel.bytes())]));

const pyodide = await loadPyodide({
  indexURL: folder,
  lockFileContents: lock,
  packageBaseUrl: folder,
  _makeSnapshot: true,
  createPyodideModule: (settings) => machine(code.default, settings, wheels, libraries),
});
const module = pyodide._module;
const table = module.wasmTable.length;
await pyodide.runPythonAsync(readFileSync(script, "utf8"), { globals: pyodide.toPy({}) });
if (module.wasmTable.length !== table) throw new Error("Python added functions that a snapshot has not");

blank(module);
for (const name of Object.keys(pyodide.loadedPackages)) delete pyodide.loadedPackages[name];
const memory = pyodide.makeMemorySnapshot({ serializer });
const handles = Object.entries(module.LDSO.loadedLibsByHandle).filter(([handle]) => handle !== "0");
const said = {
  wheels: wheels.map(({ bytes, ...wheel }) => wheel),
  table,
  libraries: Object.fromEntries(handles.map(([handle, library]) => [handle, library.name])),
};
writeFileSync(`${target}.bin`, memory);
writeFileSync(`${target}.json`, JSON.stringify(said));
process.exit(0); // Pyodide leaves timers

/** Overwrite the memory that is free with zeros, which take no room in the file. */
function blank(module) {
  const held = [];
  const end = module.HEAPU32[module._emscripten_get_sbrk_ptr() >>> 2];
  for (let size = 1 << 18; size >= 64; size >>= 1)
    for (let place = 0; place + size <= end;) {
      held.push((place = module._malloc(size)));
      module.HEAPU8.fill(0, place, place + size);
    }
  held.forEach((place) => module._free(place));
}

/** Where an object of Pyodide's that Python holds is found again. */
function serializer(value) {
  for (const [name, owner] of [["public", pyodide], ["API", pyodide._api]])
    for (const key of Object.keys(Object.getOwnPropertyDescriptors(owner)))
      if (peek(owner, key) === value) return [name, key];
  throw new Error(`Python holds an object that a snapshot cannot: ${value}`);
}

function peek(owner, key) {
  try {
    return owner[key];
  } catch {
    return undefined; // some can only be read in a browser
  }
}
