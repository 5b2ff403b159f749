'use strict';
// SHA-256 (FIPS 180-4) of a text: pages inside others have no cryptography of the browser's.
const PRIMES_ROOTS = (() => {
  const fraction = x => ((x - Math.floor(x)) * 2 ** 32) | 0, cubes = [], squares = [];
  for (let n = 2; cubes.length < 64; n++) {
    let prime = true;
    for (let k = 2; k * k <= n; k++) if (n % k === 0) { prime = false; break; }
    if (prime) { cubes.push(fraction(Math.cbrt(n))); squares.push(fraction(Math.sqrt(n))); }
  }
  return { cubes, squares: squares.slice(0, 8) };
})();

function utf8(text) { // halves of a letter that stand alone become U+FFFD, as in TextEncoder, which V8 alone has not
  const escaped = encodeURIComponent(text.replace(/\p{Surrogate}/gu, '\ufffd'));
  return Uint8Array.from(escaped.replace(/%(..)/g, (_, hexadecimal) => String.fromCharCode(parseInt(hexadecimal, 16))), letter => letter.charCodeAt(0));
}

function sha256(text) { // 64 hexadecimal digits
  const bytes = utf8(text), length = bytes.length, blocks = (length + 9 + 63) >> 6;
  const padded = new Uint8Array(blocks * 64), view = new DataView(padded.buffer), w = new Int32Array(64), h = [...PRIMES_ROOTS.squares];
  padded.set(bytes);
  padded[length] = 0x80;
  view.setUint32(blocks * 64 - 8, Math.floor(length / 2 ** 29));
  view.setUint32(blocks * 64 - 4, (length << 3) >>> 0);
  const turn = (x, n) => (x >>> n) | (x << (32 - n));
  for (let block = 0; block < blocks; block++) {
    for (let t = 0; t < 16; t++) w[t] = view.getInt32(block * 64 + 4 * t);
    for (let t = 16; t < 64; t++) {
      const a = w[t - 15], b = w[t - 2];
      w[t] = (w[t - 16] + (turn(a, 7) ^ turn(a, 18) ^ (a >>> 3)) + w[t - 7] + (turn(b, 17) ^ turn(b, 19) ^ (b >>> 10))) | 0;
    }
    const s = [...h];
    for (let t = 0; t < 64; t++) {
      const one = (s[7] + (turn(s[4], 6) ^ turn(s[4], 11) ^ turn(s[4], 25)) + ((s[4] & s[5]) ^ (~s[4] & s[6])) + PRIMES_ROOTS.cubes[t] + w[t]) | 0;
      const two = ((turn(s[0], 2) ^ turn(s[0], 13) ^ turn(s[0], 22)) + ((s[0] & s[1]) ^ (s[0] & s[2]) ^ (s[1] & s[2]))) | 0;
      s.pop();
      s[3] = (s[3] + one) | 0;
      s.unshift((one + two) | 0);
    }
    for (let k = 0; k < 8; k++) h[k] = (h[k] + s[k]) | 0;
  }
  return h.map(x => (x >>> 0).toString(16).padStart(8, '0')).join('');
}

// A prediction under seal is one line: what, which lesson, of which results, the prediction, something unguessable, the seal.
const SEAL_MARK = 'tci-lesson';
const MOST_SEALED = 600; // letters of such a line

function sealed(name, results, prediction, nonce) {
  const open = [SEAL_MARK, 1, name, results, prediction, nonce].join('|');
  return `${open}|${sha256(open)}`;
}

function unsealed(line, name, results) { // { fault, prediction, nonce, seal }
  const parts = String(line).trim().split('|');
  if (line.length > MOST_SEALED || parts.length !== 7 || parts[0] !== SEAL_MARK || !/^[0-9a-f]{64}$/.test(parts[6])) return { fault: 'unreadable' };
  const [, form, lesson, version, prediction, nonce, seal] = parts;
  if (form !== '1' || lesson !== name || version !== String(results)) return { fault: 'other' };
  if (sha256(parts.slice(0, 6).join('|')) !== seal) return { fault: 'broken' };
  return { fault: null, prediction, nonce, seal };
}
