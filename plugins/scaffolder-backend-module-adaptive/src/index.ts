/**
 * Scaffolder actions that render and publish Adaptive engines.
 *
 * @packageDocumentation
 */

export { scaffolderModuleAdaptive as default } from './module';
