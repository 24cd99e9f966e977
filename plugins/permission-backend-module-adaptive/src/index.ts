/**
 * Sample permission policy of the Adaptive portal.
 *
 * @packageDocumentation
 */

export { permissionModuleAdaptive as default } from './module';
