// JupyterLite keeps a learner's files in IndexedDB, by path: the model of each as a Jupyter server has it.
const DATABASE = "chatbot-course";
const STORE = "files";
export const PROGRESS = ".course/progress.json";

// The open database; null when there is none yet and it is not to be made.
function open({ make = false } = {}) {
  return new Promise((resolve, reject) => {
    let missing = false;
    const request = indexedDB.open(DATABASE);
    request.onupgradeneeded = () => {
      if (make) return void request.result.createObjectStore(STORE);
      missing = true;
      request.transaction.abort();
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => (missing ? resolve(null) : reject(request.error));
  });
}

// Everything that is kept, by path; what JupyterLite made no place for yet is nothing.
export async function all() {
  const database = await open();
  if (!database?.objectStoreNames.contains(STORE)) {
    database?.close();
    return new Map();
  }
  const found = new Map();
  await new Promise((resolve, reject) => {
    const request = database.transaction(STORE).objectStore(STORE).openCursor();
    request.onerror = () => reject(request.error);
    request.onsuccess = () => {
      const cursor = request.result;
      if (!cursor) return resolve();
      found.set(cursor.key, cursor.value);
      cursor.continue();
    };
  });
  database.close();
  return found;
}

// Keep these models, all or none.
export async function put(models) {
  const database = await open({ make: true });
  await new Promise((resolve, reject) => {
    const writing = database.transaction(STORE, "readwrite");
    for (const model of models) writing.objectStore(STORE).put(model, model.path);
    writing.oncomplete = resolve;
    writing.onerror = writing.onabort = () => reject(writing.error);
  });
  database.close();
}

export function notebook(path, content) {
  return model(path, { type: "notebook", format: "json", mimetype: "application/json", content });
}

// The progress file, and the folder that it lies in.
export function progressFile(data) {
  const content = JSON.stringify(data, null, 1);
  return [
    model(".course", { type: "directory", format: "json", mimetype: "", content: [] }),
    model(PROGRESS, { type: "file", format: "text", mimetype: "application/json", content }),
  ];
}

export function readProgress(files) {
  try {
    const held = parsed(files.get(PROGRESS));
    return Array.isArray(held?.exercises) ? held : { version: 1, exercises: [] };
  } catch {
    return { version: 1, exercises: [] };
  }
}

// What a kernel wrote is kept in base64.
function parsed({ content, format }) {
  if (format !== "base64") return typeof content === "string" ? JSON.parse(content) : content;
  return JSON.parse(new TextDecoder().decode(Uint8Array.from(atob(content), (one) => one.charCodeAt(0))));
}

function model(path, rest) {
  const now = new Date().toISOString();
  const size = JSON.stringify(rest.content).length;
  return { name: path.split("/").pop(), path, created: now, last_modified: now, size, writable: true, ...rest };
}
