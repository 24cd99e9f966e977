import { InputError } from '@backstage/errors';

const DECIMAL: Record<string, number> = {
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
};

const BINARY: Record<string, number> = {
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};

const QUANTITY =
  /^([+-]?(?:\d+\.?\d*|\.\d+))(?:([eE][+-]?\d+)|([numkMGTPE]|[KMGTPE]i))?$/;

function quantityValue(text: string): number | undefined {
  const match = QUANTITY.exec(text);
  if (!match) {
    return undefined;
  }
  const [, digits, exponent, suffix = ''] = match;
  if (exponent) {
    return Number(`${digits}${exponent}`);
  }
  const number = Number(digits);
  // Dividing keeps `100m` at exactly 0.1, where multiplying by 1e-3 need not.
  return suffix === 'm'
    ? number / 1000
    : number * (DECIMAL[suffix] ?? BINARY[suffix]);
}

/**
 * Value of a Kubernetes quantity (`100m` is 0.1, `500Gi` is bytes, `30` is 30), by the grammar of
 * `k8s.io/apimachinery/pkg/api/resource`. Beyond 2^53 the value is rounded.
 *
 * @throws InputError when the text is not a quantity
 * @public
 */
export function parseQuantity(text: string): number {
  const value = quantityValue(text);
  if (value === undefined) {
    throw new InputError(
      `Invalid quantity '${text}', expected a number with an optional suffix such as '100m', '500Gi' or '8'`,
    );
  }
  return value;
}

/**
 * Value of a Kubernetes quantity, undefined for no text and for text that is not a quantity: for values that a
 * cluster sent, where an unreadable one means "unknown".
 *
 * @public
 */
export function readQuantity(text: string | undefined): number | undefined {
  return text === undefined ? undefined : quantityValue(text);
}
