import type {
  CapacityResponse,
  ClustersResponse,
  Engine,
  EngineRef,
  EnginesRequest,
  EnginesResponse,
  HistoryRequest,
  HistoryResponse,
  PlanRequest,
  PlanResponse,
  MetricsRangeRequest,
  MetricsRangeResponse,
  PoolsRequest,
  PoolsResponse,
  ProblemsRequest,
  ProblemsResponse,
  RepositoriesResponse,
  ScalingPathResponse,
  SourcesResponse,
} from '@adaptive-portal/plugin-adaptive-common';
import type { TypedRouter } from '@backstage/backend-openapi-utils';
import type { SourcesHealthReport } from '../service/SourcesHealth';

/** An interface is no index type, which the router asks for. */
type Query<T> = { [Key in keyof T]: T[Key] };

/**
 * Types of the operations in `openapi.ts`. Numbers of a query are still text. The shapes are those of the model; the route tests validate real answers
 * against the schemas, so that the two cannot drift apart.
 */
export type Endpoints = {
  '#get|/engines': {
    query: Query<EnginesRequest>;
    response: EnginesResponse;
  };
  '#get|/engines/{cluster}/{namespace}/{release}': {
    path: EngineRef;
    response: Engine;
  };
  '#get|/engines/{cluster}/{namespace}/{release}/history': {
    path: EngineRef;
    query: HistoryRequest;
    response: HistoryResponse;
  };
  '#get|/engines/{cluster}/{namespace}/{release}/pools/{pool}/scaling-path': {
    path: EngineRef & { pool: string };
    response: ScalingPathResponse;
  };
  '#get|/engines/{cluster}/{namespace}/{release}/pools/{pool}/metrics': {
    path: EngineRef & { pool: string };
    query: Query<MetricsRangeRequest>;
    response: MetricsRangeResponse;
  };
  '#get|/pools': { query: Query<PoolsRequest>; response: PoolsResponse };
  '#get|/problems': {
    query: Query<ProblemsRequest>;
    response: ProblemsResponse;
  };
  '#get|/capacity': { response: CapacityResponse };
  '#post|/plan': { body: PlanRequest; response: PlanResponse };
  '#get|/clusters': { response: ClustersResponse };
  '#get|/health/sources': { response: SourcesHealthReport };
  '#get|/sources': { response: SourcesResponse };
  '#get|/repositories': { response: RepositoriesResponse };
  '#get|/stream': { query: { engine?: string }; response: string };
};

export type AdaptiveRouter = TypedRouter<Endpoints>;
