/** The bytes, cut at places that any numbers give. */
export function inPieces(
  bytes: Uint8Array,
  cuts: readonly number[],
): Uint8Array[] {
  const borders = [
    0,
    ...cuts.map(cut => cut % (bytes.length + 1)),
    bytes.length,
  ].sort((a, b) => a - b);
  return borders
    .slice(1)
    .map((border, i) => bytes.subarray(borders[i], border));
}
