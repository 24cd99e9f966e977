import { createHash, randomInt } from 'node:crypto';

/** The letters Kubernetes uses in generated names: no vowels, nothing that looks like another letter. */
const ALPHABET = 'bcdfghjklmnpqrstvwxz2456789';

/** Suffix of a generated name, for example `x7k2p`. */
export function randomSuffix(length = 5): string {
  let suffix = '';
  for (let i = 0; i < length; i++) {
    suffix += ALPHABET[randomInt(ALPHABET.length)];
  }
  return suffix;
}

/** Hash of a pod template; the same template gives the same hash whatever the order of its keys. */
export function templateHash(template: unknown): string {
  const digest = createHash('sha256').update(stableJson(template)).digest();
  return Array.from(
    digest.subarray(0, 10),
    byte => ALPHABET[byte % ALPHABET.length],
  ).join('');
}

function stableJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(
          Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)),
        )
      : inner,
  );
}
