/* Deflated data, inflated at once: a file system cannot wait for the browser's DecompressionStream. RFC 1951. */

const LENGTHS = [3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131,
  163, 195, 227, 258];
const LENGTH_BITS = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];
const DISTANCES = [1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537,
  2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577];
const DISTANCE_BITS = [0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12,
  13, 13];
const ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
const FIXED = [codes([...Array(288).keys()].map((n) => (n < 144 ? 8 : n < 256 ? 9 : n < 280 ? 7 : 8))),
  codes(Array(30).fill(5))];

/** `size` bytes out of raw deflate data. */
export function inflate(data, size) {
  const out = new Uint8Array(size);
  let at = 0, next = 0, held = 0, count = 0;

  function bits(number) {
    for (; count < number; count += 8) held |= data[next++] << count;
    const value = held & ((1 << number) - 1);
    held >>>= number;
    count -= number;
    return value;
  }

  function symbol({ counts, symbols }) {
    for (let length = 1, code = 0, first = 0, index = 0; length < 16; length++) {
      code |= bits(1);
      if (code - counts[length] < first) return symbols[index + code - first];
      index += counts[length];
      first = (first + counts[length]) << 1;
      code <<= 1;
    }
    throw new Error("a file of a wheel does not inflate");
  }

  function dynamic() {
    const literals = bits(5) + 257, distances = bits(5) + 1, lengths = Array(19).fill(0);
    for (let left = bits(4) + 4, i = 0; i < left; i++) lengths[ORDER[i]] = bits(3);
    const code = codes(lengths), all = [];
    while (all.length < literals + distances) {
      const found = symbol(code);
      if (found < 16) all.push(found);
      else if (found === 16) all.push(...Array(bits(2) + 3).fill(all.at(-1)));
      else all.push(...Array(found === 17 ? bits(3) + 3 : bits(7) + 11).fill(0));
    }
    return [codes(all.slice(0, literals)), codes(all.slice(literals))];
  }

  for (let last = 0; !last;) {
    last = bits(1);
    const kind = bits(2);
    if (kind === 0) {
      held = count = 0; // stored: from the next whole byte on, after two lengths
      const end = next + 4 + (data[next] | (data[next + 1] << 8));
      for (next += 4; next < end;) out[at++] = data[next++];
      continue;
    }
    const [literals, distances] = kind === 1 ? FIXED : dynamic();
    for (let found; (found = symbol(literals)) !== 256;) {
      if (found < 256) {
        out[at++] = found;
        continue;
      }
      const end = at + LENGTHS[found - 257] + bits(LENGTH_BITS[found - 257]);
      const place = symbol(distances), back = DISTANCES[place] + bits(DISTANCE_BITS[place]);
      for (; at < end; at++) out[at] = out[at - back];
    }
  }
  return out;
}

/** A canonical Huffman code, from the length of each symbol's code. */
function codes(lengths) {
  const counts = new Uint16Array(16), starts = new Uint16Array(17), symbols = new Uint16Array(lengths.length);
  for (const length of lengths) counts[length]++;
  counts[0] = 0;
  for (let length = 1; length < 16; length++) starts[length + 1] = starts[length] + counts[length];
  lengths.forEach((length, symbol) => {
    if (length) symbols[starts[length]++] = symbol;
  });
  return { counts, symbols };
}
