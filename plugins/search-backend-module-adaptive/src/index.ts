/**
 * Engines and compute pools in the search.
 *
 * @packageDocumentation
 */

export { searchModuleAdaptive as default } from './module';
