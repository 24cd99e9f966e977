import { Interner } from './Interner';

/** What a projection may ask about its surroundings. */
export interface ProjectionContext {
  interner: Interner;
  /** Whether the namespace holds an engine; pods and events elsewhere are reduced. */
  isEngineNamespace(namespace: string): boolean;
}

/**
 * - an object: keep it
 * - `unwanted`: a valid object that the portal has no use for; what is held of it is dropped
 * - `invalid`: has no name or no uid, so it cannot be told from others
 */
export type Projected<T> = T | 'unwanted' | 'invalid';

/** Reduces a raw object to what is used; pure, and never throws. */
export type Projection<T> = (
  raw: unknown,
  context: ProjectionContext,
) => Projected<T>;
