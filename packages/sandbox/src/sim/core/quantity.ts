import { InputError } from '@backstage/errors';

/** A Kubernetes quantity as objects carry it, for example `500Gi`, `30` or `100m`. */
export type Quantity = string | number;

const SUFFIXES: Record<string, number> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  '': 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};

const QUANTITY =
  /^([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)([KMGTPE]i|[numkMGTPE])?$/;

/**
 * The number that a quantity stands for.
 *
 * @throws InputError when the text is not a quantity
 */
export function parseQuantity(quantity: Quantity): number {
  if (typeof quantity === 'number') return quantity;
  const match = QUANTITY.exec(quantity);
  if (!match) {
    throw new InputError(
      `Invalid quantity '${quantity}', expected a number with an optional suffix such as m, k or Gi`,
    );
  }
  return Number(match[1]) * SUFFIXES[match[2] ?? ''];
}

/** Writes thousandths in canonical form: 100 as `100m`, 2000 as `2`, as autoscalers show metrics. */
export function formatMilli(milli: number): string {
  return milli % 1000 === 0 ? `${milli / 1000}` : `${milli}m`;
}
