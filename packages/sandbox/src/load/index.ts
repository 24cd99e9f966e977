export { createLoadGenerator } from './server';
export type { LoadGenerator } from './server';
export type { PoolRef } from './pods';
export type { Offer } from './service';
