import { Interner } from '../Interner';
import { ProjectionContext } from '../types';

/** A context in which the given namespaces hold engines. */
export function testContext(...engineNamespaces: string[]): ProjectionContext {
  return {
    interner: new Interner(),
    isEngineNamespace: namespace => engineNamespaces.includes(namespace),
  };
}
