/**
 * Engines and compute pools as catalog entities.
 *
 * @packageDocumentation
 */

export { catalogModuleAdaptive as default } from './module';
