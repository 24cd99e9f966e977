export { startPrometheus } from './startPrometheus';
export type {
  Prometheus,
  PrometheusOptions,
  RunningPrometheus,
} from './startPrometheus';
