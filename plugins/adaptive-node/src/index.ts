/**
 * What other backend plugins need of the Adaptive backend.
 *
 * @packageDocumentation
 */

export * from './access';
export * from './clusters';
export * from './engines';
export * from './metrics';
export * from './permissions';
export * from './problems';
export * from './service';
export * from './gitops';
