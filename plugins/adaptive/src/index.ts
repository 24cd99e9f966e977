/**
 * Pages, cards, entity tab and template form fields of the Adaptive portal.
 *
 * @packageDocumentation
 */

export { adaptivePlugin as default } from './plugin';
export { adaptiveApiRef } from './api';
