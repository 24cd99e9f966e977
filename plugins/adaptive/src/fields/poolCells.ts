import type { PoolCell } from './poolRules';

/**
 * What the text fields of all cells share.
 *
 * @internal
 */
export type DescribeCell = (cell: PoolCell) => {
  id: string;
  label: string;
  error: boolean;
  disabled?: boolean;
  variant: 'outlined';
  size: 'small';
  onBlur: () => void;
  inputProps: { 'aria-invalid': boolean; 'aria-describedby'?: string };
};

/**
 * A cleared cell is "not given", not zero.
 *
 * @internal
 */
export function readNumber(text: string): number | undefined {
  return text === '' ? undefined : Number(text);
}
