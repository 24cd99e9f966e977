import { ClusterPicker, validateCluster } from './ClusterPicker';
import { PoolsField, validatePools } from './PoolsField';
import { RepositoryPicker } from './RepositoryPicker';
import {
  clusterPickerSchema,
  poolsFieldSchema,
  repositoryPickerSchema,
} from './schemas';

/**
 * Choice of a cluster.
 *
 * @internal
 */
export const clusterPicker = {
  name: 'AdaptiveClusterPicker',
  component: ClusterPicker,
  schema: clusterPickerSchema,
  validation: validateCluster,
};

/**
 * Rows of compute pools.
 *
 * @internal
 */
export const poolsField = {
  name: 'AdaptivePoolsField',
  component: PoolsField,
  schema: poolsFieldSchema,
  validation: validatePools,
};

/**
 * Choice of a GitOps repository.
 *
 * @internal
 */
export const repositoryPicker = {
  name: 'AdaptiveRepositoryPicker',
  component: RepositoryPicker,
  schema: repositoryPickerSchema,
};
