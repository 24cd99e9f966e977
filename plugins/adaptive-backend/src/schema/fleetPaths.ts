import {
  answer,
  errors,
  nameFilter,
  notModified,
  paging,
  searchFilter,
  segment,
  time,
} from './operationParts';
import { POOL_METRICS, POOL_STATUSES, SEVERITIES } from './schemaParts';

/** A pool by its raw name, which is free text, or by its normalised one. */
const pool = {
  name: 'pool',
  in: 'path',
  required: true,
  schema: { type: 'string', maxLength: 253 },
} as const;

const noSuchPool = answer(
  'Error',
  'No such engine or pool, or the caller may not see it',
);

/** Operations on pools, problems and GPUs. */
export const fleetPaths = {
  '/pools': {
    get: {
      operationId: 'getPools',
      description:
        'Compute pools of all engines that the caller may see. Clusters whose engines may be missing are named in `incomplete`. Needs adaptive.fleet.view.',
      parameters: [
        nameFilter('cluster'),
        nameFilter('namespace'),
        {
          name: 'status',
          in: 'query',
          schema: { type: 'string', enum: POOL_STATUSES },
        },
        searchFilter(
          'Words that all occur in cluster, namespace, release or pool name',
        ),
        {
          name: 'sort',
          in: 'query',
          description:
            'Default: `name`; the others begin with the worst, the highest, the most',
          schema: {
            type: 'string',
            enum: ['name', 'status', 'timeouts', 'gpus'],
          },
        },
        ...paging,
      ],
      responses: {
        '200': answer('PoolsResponse', 'One page'),
        '304': notModified,
        ...errors,
      },
    },
  },
  '/engines/{cluster}/{namespace}/{release}/pools/{pool}/scaling-path': {
    get: {
      operationId: 'getScalingPath',
      description:
        'Why a pool has the replicas it has, and what happens next. Needs adaptive.engine.read.',
      parameters: [
        segment('cluster'),
        segment('namespace'),
        segment('release'),
        pool,
      ],
      responses: {
        '200': answer('ScalingPathResponse', 'The scaling path'),
        '304': notModified,
        ...errors,
        '404': noSuchPool,
      },
    },
  },
  '/engines/{cluster}/{namespace}/{release}/pools/{pool}/metrics': {
    get: {
      operationId: 'getMetricsRange',
      description:
        'A metric of a pool over time, at most 500 points; times are moved down to whole steps, and answered in Unix seconds. A source that does not answer is a reason in the answer. Needs adaptive.engine.read.',
      parameters: [
        segment('cluster'),
        segment('namespace'),
        segment('release'),
        pool,
        {
          name: 'metric',
          in: 'query',
          required: true,
          schema: { type: 'string', enum: POOL_METRICS },
        },
        { ...time('from', 'included'), required: true },
        { ...time('to', 'included'), required: true },
        {
          name: 'step',
          in: 'query',
          description: 'Seconds. Default: as fits the range.',
          schema: { type: 'integer', minimum: 1, maximum: 86400 },
        },
      ],
      responses: {
        '200': answer('MetricsRangeResponse', 'The points'),
        '304': notModified,
        ...errors,
        '404': noSuchPool,
      },
    },
  },
  '/problems': {
    get: {
      operationId: 'getProblems',
      description:
        'Problems of all engines that the caller may see, the worst first. Needs adaptive.fleet.view.',
      parameters: [
        nameFilter('cluster'),
        nameFilter('namespace'),
        {
          name: 'severity',
          in: 'query',
          schema: { type: 'string', enum: SEVERITIES },
        },
        {
          name: 'code',
          in: 'query',
          description: 'For example `pending-for-gpus`',
          schema: { type: 'string', maxLength: 100 },
        },
        searchFilter(
          'Words that all occur in cluster, namespace, release, pool name, code or sentence',
        ),
        ...paging,
      ],
      responses: {
        '200': answer('ProblemsResponse', 'One page'),
        '304': notModified,
        ...errors,
      },
    },
  },
  '/capacity': {
    get: {
      operationId: 'getCapacity',
      description:
        'GPUs per cluster and product, who holds them and who waits for them. `products` is absent where they are not known. Needs adaptive.fleet.view.',
      parameters: [],
      responses: {
        '200': answer('CapacityResponse', 'All clusters'),
        '304': notModified,
        ...errors,
      },
    },
  },
  '/health/sources': {
    get: {
      operationId: 'getSourcesHealth',
      description:
        'How many background sources are in which state. 503 until every source has answered or failed once, 200 from then on whatever happens to them: a dead cluster makes no backend unready. Needs no login, names nothing.',
      parameters: [],
      responses: {
        '200': answer('SourcesHealth', 'Every source was heard of'),
        '503': answer('SourcesHealth', 'Some were not heard of yet'),
      },
    },
  },
} as const;
