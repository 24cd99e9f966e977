import { NETWORK } from './networkSections';
import { OPERATIONS } from './operationSections';
import { PARTS } from './partSections';
import { LATER, STORES } from './storeSections';
import type { SectionSpec } from './types';

/**
 * The sections of the chart that may be left out, in the order of the form.
 *
 * @internal
 */
export const SECTIONS: readonly SectionSpec[] = [
  ...NETWORK,
  ...PARTS,
  ...STORES,
  ...LATER,
  ...OPERATIONS,
];
