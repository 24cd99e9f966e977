import { schemas } from './components';
import { fleetPaths } from './fleetPaths';
import { planPaths } from './planPaths';
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
import { ENGINE_STATUSES } from './schemaParts';

/**
 * The HTTP API under `/api/adaptive`. Requests are checked against it before any handler runs; it is served at
 * `/api/adaptive/openapi.json`.
 *
 * Every free text in a query has `allowReserved`: otherwise the validator refuses characters like `/` that are not
 * encoded, and the `+` that forms and URLSearchParams make of a space.
 */
export const spec = {
  openapi: '3.0.3',
  info: {
    title: 'adaptive',
    version: '1',
    description:
      'What the portal knows of Adaptive engines. Answers come from memory, no request waits for a cluster.',
    license: { name: 'Apache-2.0' },
  },
  servers: [{ url: '/' }],
  components: { schemas },
  paths: {
    ...fleetPaths,
    ...planPaths,
    '/engines': {
      get: {
        operationId: 'getEngines',
        description:
          'Engines that the caller may see. Clusters whose engines may be missing are named in `incomplete`. Needs adaptive.fleet.view.',
        parameters: [
          nameFilter('cluster'),
          nameFilter('namespace'),
          {
            name: 'status',
            in: 'query',
            schema: { type: 'string', enum: ENGINE_STATUSES },
          },
          searchFilter(
            'Words that all occur in cluster, namespace, release or pool names',
          ),
          {
            name: 'sort',
            in: 'query',
            description: 'Default: `name`; the others begin with the worst',
            schema: { type: 'string', enum: ['name', 'status', 'problems'] },
          },
          ...paging,
        ],
        responses: {
          '200': answer('EnginesResponse', 'One page'),
          '304': notModified,
          ...errors,
        },
      },
    },
    '/engines/{cluster}/{namespace}/{release}': {
      get: {
        operationId: 'getEngine',
        description: 'One engine in full. Needs adaptive.engine.read.',
        parameters: [
          segment('cluster'),
          segment('namespace'),
          segment('release'),
        ],
        responses: {
          '200': answer('Engine', 'The engine'),
          '304': notModified,
          ...errors,
          '404': answer(
            'Error',
            'No such engine, or the caller may not see it',
          ),
        },
      },
    },
    '/engines/{cluster}/{namespace}/{release}/history': {
      get: {
        operationId: 'getHistory',
        description:
          'What happened to an engine, oldest first; also of one that is gone, for those whose it was. Needs adaptive.engine.read.',
        parameters: [
          segment('cluster'),
          segment('namespace'),
          segment('release'),
          time('from', 'included. Default: 24 hours before `to`.'),
          time('to', 'excluded. Default: now.'),
          {
            name: 'pool',
            in: 'query',
            description:
              'A pool by its raw name, or one that there is by its normalised one: only its entries, and those of the whole engine',
            allowReserved: true,
            schema: { type: 'string', maxLength: 253 },
          },
          {
            name: 'limit',
            in: 'query',
            schema: { type: 'integer', minimum: 1, maximum: 1000 },
          },
          {
            name: 'cursor',
            in: 'query',
            description: '`nextCursor` of the page before',
            allowReserved: true,
            schema: { type: 'string', maxLength: 1000 },
          },
        ],
        responses: {
          '200': answer('HistoryResponse', 'One page'),
          '304': notModified,
          ...errors,
          '404': answer(
            'Error',
            'No such engine or pool, now or in the history, or the caller may not see it',
          ),
          '503': answer('Error', 'The database does not answer'),
        },
      },
    },
    '/clusters': {
      get: {
        operationId: 'getClusters',
        description:
          'Every configured cluster with freshness and GPUs. Needs adaptive.fleet.view.',
        parameters: [],
        responses: {
          '200': answer('ClustersResponse', 'All clusters'),
          '304': notModified,
          ...errors,
        },
      },
    },
    '/sources': {
      get: {
        operationId: 'getSources',
        description:
          'Every source that is read in the background. Needs adaptive.sources.read.',
        parameters: [],
        responses: {
          '200': answer('SourcesResponse', 'All sources'),
          '304': notModified,
          ...errors,
        },
      },
    },
    '/repositories': {
      get: {
        operationId: 'getRepositories',
        description:
          'GitOps repositories that a form may offer, without credentials. Needs adaptive.engine.plan.',
        parameters: [],
        responses: {
          '200': answer('RepositoriesResponse', 'All repositories'),
          '304': notModified,
          ...errors,
        },
      },
    },
    '/stream': {
      get: {
        operationId: 'getStream',
        description:
          'Server-sent events: what is, then `synced`, then changes. With `engine` that engine in full (adaptive.engine.read), else summaries of all visible engines and clusters (adaptive.fleet.view). Of clusters `clusters` tells all, `clusters-changed` those that changed since. A stream that goes on after a cut begins with `resumed` and tells what was missed.',
        parameters: [
          {
            name: 'engine',
            in: 'query',
            description: '`<cluster>/<namespace>/<release>`',
            allowReserved: true,
            schema: { type: 'string', maxLength: 800 },
          },
          {
            name: 'Last-Event-ID',
            in: 'header',
            description:
              '`id` of the last event of a stream that was cut; unknown ones are ignored',
            schema: { type: 'string' },
          },
        ],
        responses: {
          '200': {
            description: 'Events until the client leaves or its token expires',
            content: { 'text/event-stream': { schema: { type: 'string' } } },
          },
          ...errors,
        },
      },
    },
  },
} as const;
