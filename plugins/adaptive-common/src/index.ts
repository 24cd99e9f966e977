/**
 * Model, permissions and API client of the Adaptive portal, for backend and browser alike.
 *
 * @packageDocumentation
 */

export * from './annotations';
export * from './client';
export * from './links';
export * from './model';
export * from './permissions';
export * from './scaling';
