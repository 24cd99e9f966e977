/**
 * Pure generator of Adaptive deployments.
 *
 * @packageDocumentation
 */

export * from './model';
