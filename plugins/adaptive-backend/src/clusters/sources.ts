import { ClusterDefinition } from './types';

/** Knows clusters that are not written in the configuration; asked now and then. */
export interface ClusterSource {
  /** For log messages, for example `cluster locator 'catalog'`. */
  title: string;
  /** All clusters of this source; rejects when that is not known, which changes nothing. */
  list(): Promise<ClusterDefinition[]>;
}
