/* Wheels as installed packages whose files are fetched and inflated when they are first read: most never are. */

import { inflateSync } from "./fflate.mjs";

/** What is in a wheel, of each file: name, size, where its bytes begin, and how many they are when deflated. */
export function listed(zip) {
  const view = new DataView(zip.buffer, zip.byteOffset, zip.byteLength);
  let end = zip.length - 22;
  while (view.getUint32(end, true) !== 0x06054b50) end--;
  let at = view.getUint32(end + 16, true);
  const files = [];
  for (let left = view.getUint16(end + 10, true); left; left--) {
    const [named, extra, comment] = [28, 30, 32].map((place) => view.getUint16(at + place, true));
    const name = new TextDecoder().decode(zip.subarray(at + 46, at + 46 + named));
    const header = view.getUint32(at + 42, true);
    const start = header + 30 + view.getUint16(header + 26, true) + view.getUint16(header + 28, true);
    const deflated = view.getUint16(at + 10, true) ? view.getUint32(at + 20, true) : 0;
    if (!name.endsWith("/")) files.push([name, view.getUint32(at + 24, true), start, deflated]);
    at += 46 + named + extra + comment;
  }
  return files;
}

/** Put the listed files below the folder `site`; `bytes` gives the wheel's when one is read. */
export function install(FS, site, files, bytes) {
  const folders = new Map();
  for (const file of files) {
    const path = `${site}/${file[0]}`;
    const cut = path.lastIndexOf("/");
    const folder = path.slice(0, cut);
    if (!folders.has(folder)) {
      FS.mkdirTree(folder);
      folders.set(folder, FS.lookupPath(folder).node);
    }
    const node = folders.get(folder).node_ops.mknod(folders.get(folder), path.slice(cut + 1), 0o100644, 0);
    node.usedBytes = file[1];
    let contents;
    const take = () => {
      try {
        return read(file, bytes());
      } catch (error) {
        console.warn(`${path} cannot be read: ${error.message}`);
        throw new FS.ErrnoError(29); // EIO, an OSError in Python; any other error would be its end
      }
    };
    Object.defineProperty(node, "contents", {
      get: () => (contents ??= take()),
      set: (value) => { contents = value; },
    });
  }
}

/** The bytes of a file in a wheel. */
export function read([, size, start, deflated], wheel) {
  const data = wheel.subarray(start, start + (deflated || size));
  return deflated ? inflateSync(data, { out: new Uint8Array(size) }) : data;
}
