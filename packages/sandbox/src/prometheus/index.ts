export { startPrometheus } from './startPrometheus';
export type { Prometheus } from './startPrometheus';
