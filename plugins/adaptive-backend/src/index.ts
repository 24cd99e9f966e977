/**
 * Backend of the Adaptive portal.
 *
 * @packageDocumentation
 */

export { adaptivePlugin as default } from './plugin';
