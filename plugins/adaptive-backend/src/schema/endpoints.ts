import type {
  ClustersResponse,
  Engine,
  EngineRef,
  EnginesResponse,
  HistoryRequest,
  HistoryResponse,
  RepositoriesResponse,
  SourcesResponse,
} from '@adaptive-portal/plugin-adaptive-common';
import type { TypedRouter } from '@backstage/backend-openapi-utils';

/** Query of `GET /engines` after validation; numbers are still text. */
export type EnginesQuery = {
  cluster?: string;
  namespace?: string;
  status?: Engine['status'];
  search?: string;
  limit?: number;
  cursor?: string;
};

/**
 * Types of the operations in `openapi.ts`. The shapes are those of the model; the route tests validate real answers
 * against the schemas, so that the two cannot drift apart.
 */
export type Endpoints = {
  '#get|/engines': { query: EnginesQuery; response: EnginesResponse };
  '#get|/engines/{cluster}/{namespace}/{release}': {
    path: EngineRef;
    response: Engine;
  };
  '#get|/engines/{cluster}/{namespace}/{release}/history': {
    path: EngineRef;
    query: HistoryRequest;
    response: HistoryResponse;
  };
  '#get|/clusters': { response: ClustersResponse };
  '#get|/sources': { response: SourcesResponse };
  '#get|/repositories': { response: RepositoriesResponse };
  '#get|/stream': { query: { engine?: string }; response: string };
};

export type AdaptiveRouter = TypedRouter<Endpoints>;
