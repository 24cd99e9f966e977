/**
 * Pure generator of Adaptive deployments.
 *
 * @packageDocumentation
 */

export * from './capabilities';
export * from './layout';
export * from './model';
export * from './names';
export * from './parse';
export * from './render';
export * from './predict';
export * from './validate';
export * from './lint';
export * from './extract';
export * from './plan';
export * from './merge';
